import type { Style } from './sgr.ts';

/** 0–15: the theme's palette; otherwise "r, g, b". */
export type AnsiColour = number | string;

export interface SegmentStyle {
  fg?: AnsiColour;
  bg?: AnsiColour;
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
  strike?: boolean;
  inverse?: boolean;
}

const FLAGS = ['bold', 'dim', 'italic', 'underline', 'strike', 'inverse'] as const;

export function segmentStyle(style: Style): SegmentStyle {
  const shown: SegmentStyle = {};
  const [fg, bg] = [style.get('fg'), style.get('bg')];
  if (fg !== undefined) shown.fg = colourOf(fg);
  if (bg !== undefined) shown.bg = colourOf(bg);
  for (const flag of FLAGS) if (style.has(flag)) shown[flag] = true;
  // Hidden text would hide things from readers.
  if (style.has('hidden')) shown.dim = true;
  return shown;
}

/** @param code as in an escape: '31', '97', '48;5;208', '38;2;255;100;0' */
function colourOf(code: string): AnsiColour {
  const [first = 0, kind, ...values] = code.split(';').map(Number);
  if (kind === 2) return values.join(', ');
  if (kind === 5) return paletteColour(values[0] ?? 0);
  return first >= 90 ? (first % 10) + 8 : first % 10;
}

function paletteColour(index: number): AnsiColour {
  return index < 16 ? index : paletteRgb(index);
}

/** Colours 16–255 of xterm: a 6×6×6 cube, then greys. */
function paletteRgb(index: number): string {
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return `${grey}, ${grey}, ${grey}`;
  }
  const channel = (n: number) => (n === 0 ? 0 : 55 + n * 40);
  const at = index - 16;
  return [Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map(channel).join(', ');
}
