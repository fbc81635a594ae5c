import { assertPattern, subjectMatches, type Verdict } from '../messaging/index.ts';
import type { KeptMessage, VerdictLabel } from './message.ts';

export const verdictKinds = [
  'valid',
  'invalid',
  'unknown',
  'no-event',
] as const satisfies readonly Verdict['kind'][];

/** What a message must have to be shown; empty lists ask for nothing. */
export interface MessageFilter {
  readonly subjects: readonly string[];
  /** Names of events. */
  readonly types: readonly string[];
  readonly verdicts: readonly Verdict['kind'][];
  /** In the subject or the body, whatever the case. */
  readonly texts: readonly string[];
}

export const noFilter: MessageFilter = { subjects: [], types: [], verdicts: [], texts: [] };

export type ParsedFilter =
  | { readonly ok: true; readonly filter: MessageFilter }
  | { readonly ok: false; readonly problem: string };

const WORD = /(?:(\w+):)?(?:"((?:[^"\\]|\\.)*)"|(\S+))/g;

/**
 * Reads a filter as people write it: `subject:slate.build.> type:build.log verdict:invalid,unknown`,
 * and other words or “quoted words” as text.
 */
export function parseFilter(text: string): ParsedFilter {
  const filter = { subjects: [], types: [], verdicts: [], texts: [] } as {
    subjects: string[];
    types: string[];
    verdicts: Verdict['kind'][];
    texts: string[];
  };
  for (const [word, key = '', quoted, plain = ''] of text.matchAll(WORD)) {
    const value = quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1');
    if (value === '') continue;
    const values = value.split(',').filter((part) => part !== '');
    if (key === 'subject') {
      const wrong = values.find((part) => !isPattern(part));
      if (wrong !== undefined) return refuse(`“${wrong}” is not a subject pattern.`);
      filter.subjects.push(...values);
    } else if (key === 'type') filter.types.push(...values);
    else if (key === 'verdict') {
      for (const part of values) {
        const kind = verdictKinds.find((one) => one === part);
        if (!kind) return refuse(`“${part}” is not a verdict: use ${verdictKinds.join(', ')}.`);
        filter.verdicts.push(kind);
      }
    } else filter.texts.push(quoted === undefined ? word : key === '' ? value : `${key}:${value}`);
  }
  return { ok: true, filter };
}

const refuse = (problem: string): ParsedFilter => ({ ok: false, problem });

/** The text that `parseFilter` reads as this filter. */
export function formatFilter({ subjects, types, verdicts, texts }: MessageFilter): string {
  const list = (key: string, values: readonly string[]) =>
    values.length === 0 ? [] : [`${key}:${values.join(',')}`];
  return [
    ...list('subject', subjects),
    ...list('type', types),
    ...list('verdict', verdicts),
    ...texts.map((text) => (/^[^\s":]+$/.test(text) ? text : quote(text))),
  ].join(' ');
}

const QUOTE = '"';
const quote = (text: string) => QUOTE + text.replace(/["\\]/g, '\\$&') + QUOTE;

/** Whether a text is a pattern that can be subscribed to. */
export function isPattern(text: string): boolean {
  try {
    assertPattern(text);
    return true;
  } catch {
    return false;
  }
}

/** True for filters that read no bodies. */
export function isCheap({ types, verdicts, texts }: MessageFilter): boolean {
  return types.length + verdicts.length + texts.length === 0;
}

const decoder = new TextDecoder();

/** Makes the test of a filter. @param labelOf asked only where the filter needs it */
export function matcher(
  filter: MessageFilter,
  labelOf: (message: KeptMessage) => VerdictLabel,
): (message: KeptMessage) => boolean {
  const { subjects, types, verdicts } = filter;
  const texts = filter.texts.map((text) => text.toLowerCase());
  return (message) => {
    const { subject, body } = message;
    if (subjects.length > 0 && !subjects.some((one) => subjectMatches(one, subject))) return false;
    if (types.length + verdicts.length > 0) {
      const { kind, type } = labelOf(message);
      if (verdicts.length > 0 && !verdicts.includes(kind)) return false;
      if (types.length > 0 && (type === null || !types.includes(type))) return false;
    }
    if (texts.length === 0) return true;
    const text = `${subject}\n${decoder.decode(body)}`.toLowerCase();
    return texts.every((one) => text.includes(one));
  };
}
