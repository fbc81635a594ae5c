import { formatCount, plural } from '../../components/time/format.ts';
import type { InspectorSnapshot } from '../../lib/inspect/Inspector.ts';
import { isPattern } from '../../lib/inspect/filter.ts';
import type { MessagingError, Verdict } from '../../lib/messaging/index.ts';

/** Which part of what came is shown. */
export function describeShown(snapshot: InspectorSnapshot): string {
  const { messages, skipped, evicted, kept } = snapshot;
  if (skipped > 0) {
    const oneIn = Math.max(2, Math.round(messages / Math.max(1, messages - skipped)));
    return `Showing 1 in ${formatCount(oneIn)} of ${formatCount(messages)}`;
  }
  if (evicted > 0) return `Showing the latest ${formatCount(kept)} of ${formatCount(messages)}`;
  return plural(messages, 'message');
}

/** Why a text is no pattern and what would be one; null for one that is. */
export function explainPattern(text: string): string | null {
  if (isPattern(text)) return null;
  if (text === '') return 'Write a subject, such as slate.build.>';
  if (/\s/.test(text)) return 'A subject has no spaces.';
  const tokens = text.split('.');
  if (tokens.includes('')) return 'A part is empty: there are two dots, or one at an end.';
  if (tokens.slice(0, -1).includes('>')) {
    return '“>” stands for all that follows, so it can only come last.';
  }
  const wrong = tokens.find((token) => !isPattern(token)) ?? text;
  if (/[*>]/.test(wrong)) return `“${wrong}”: a wildcard stands for a whole part.`;
  return `“${wrong}” can’t be part of a subject here: use up to 64 letters, digits, “_” or “-”.`;
}

const verdictWords = {
  valid: 'Valid',
  invalid: 'Invalid',
  unknown: 'Unknown',
  'no-event': 'No event',
} as const satisfies Record<Verdict['kind'], string>;

export const verdictWord = (kind: Verdict['kind']): string => verdictWords[kind];

const reasons = {
  'malformed-json': 'The body is not JSON',
  'wrong-shape': 'The body is not as the catalog says',
  'subject-mismatch': 'The subject and the body disagree',
  'unknown-action': 'No event has this subject',
  'forbidden-key': 'The body has a key that is not allowed',
  redirected: 'A stream’s consumer delivered it here, so it may be old',
} as const;

/** A verdict in a sentence. */
export function describeVerdict(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'valid':
      return `Matches ${verdict.name}.`;
    case 'invalid':
      return `${reasons[verdict.reason]}.`;
    case 'unknown':
      return 'No open catalog has this subject.';
    case 'no-event':
      return verdict.what === 'bytes'
        ? 'Bytes of a protocol of their own, no event.'
        : 'A request, no event: it has a reply subject.';
  }
}

/** Why a subject or a stream can’t be read, and what to do. */
export function describeReadError({ code, message }: MessagingError, what: string): string {
  switch (code) {
    case 'denied':
      return `Your role may not read ${what}. Try another subject.`;
    case 'offline':
    case 'closed':
      return 'There is no connection. Messages are read again when it is live.';
    case 'timeout':
      return 'The server did not answer in time. Try again.';
    case 'no-responders':
      return 'The server keeps no streams now: JetStream is off, or elects a leader.';
    default:
      return message;
  }
}
