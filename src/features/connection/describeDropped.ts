import type { MetricsSnapshot } from '../../lib/messaging/index.ts';

export function describeDropped({
  invalid,
  unknown,
  duplicates,
}: Pick<MetricsSnapshot, 'invalid' | 'unknown' | 'duplicates'>): string | null {
  const parts = [
    [invalid, 'invalid'],
    [unknown, 'of an unknown kind'],
    [duplicates, 'repeated'],
  ] as const;
  const words = parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count.toLocaleString('en')} ${word}`);
  return words.length === 0 ? null : `Messages not shown: ${words.join(', ')}.`;
}
