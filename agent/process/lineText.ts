import { type Look, PLAIN_LOOK, type Run } from '../../src/lib/terminal/look.ts';
import { STYLE_NAMES, type Style } from '../../src/lib/terminal/sgr.ts';

/** In UTF-16 units, escapes included. Longer lines are split: one event must fit one message. */
export const MAX_LINE_CHARS = 16_384;

/** One line as it is published, or several if its escapes make it too long. Each ends plain. */
export function linesOf(runs: readonly Run[]): string[] {
  const lines: string[] = [];
  let line = '';
  let written = PLAIN_LOOK;
  for (const { text, look } of runs) {
    let rest = text;
    while (rest !== '') {
      const opening = transition(written, look);
      const cut = fittingLength(rest, MAX_LINE_CHARS - line.length - opening.length);
      if (cut === 0) {
        lines.push(line + transition(written, PLAIN_LOOK));
        line = '';
        written = PLAIN_LOOK;
        continue;
      }
      line += opening + rest.slice(0, cut);
      written = look;
      rest = rest.slice(cut);
    }
  }
  lines.push(line + transition(written, PLAIN_LOOK));
  return lines;
}

/** How much of `text` fits into `room` units without cutting a character in two. */
export function fittingLength(text: string, room: number): number {
  if (text.length <= room) return text.length;
  if (room <= 0) return 0;
  const last = text.charCodeAt(room - 1);
  return last >= 0xd800 && last <= 0xdbff ? room - 1 : room;
}

function transition(from: Look, to: Look): string {
  const link = from.link === to.link ? '' : `\u001b]8;;${to.link ?? ''}\u001b\\`;
  return link + styleTransition(from.style, to.style);
}

/** Equal styles are one object as a rule, and a program uses few. */
const transitions = new WeakMap<Style, WeakMap<Style, string>>();

/** The escape that turns output of style `from` into style `to`; '' if they are equal. */
function styleTransition(from: Style, to: Style): string {
  if (from === to) return '';
  const ofFrom = transitions.get(from) ?? new WeakMap<Style, string>();
  const known = ofFrom.get(to) ?? makeTransition(from, to);
  transitions.set(from, ofFrom.set(to, known));
  return known;
}

function makeTransition(from: Style, to: Style): string {
  const codes = (names: readonly string[]) => names.flatMap((name) => to.get(name) ?? []).join(';');
  if (STYLE_NAMES.some((name) => from.has(name) && !to.has(name))) {
    return to.size === 0 ? '\u001b[0m' : `\u001b[0;${codes(STYLE_NAMES)}m`;
  }
  const added = codes(STYLE_NAMES.filter((name) => from.get(name) !== to.get(name)));
  return added === '' ? '' : `\u001b[${added}m`;
}
