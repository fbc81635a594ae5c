import type { AssetComponent, AssetRecord } from '../../catalogs/slate/index.ts';
import { formatBytes, formatCount, formatDuration, plural } from '../../components/time/format.ts';

/** One line for a card: "1200 × 800 · 34.1 kB". */
export function summaryOf(asset: AssetRecord): string {
  const facts = asset.components.flatMap((component) =>
    component.kind === 'thumbnail' ? [] : (shortFact(component) ?? []),
  );
  return [...facts, formatBytes(asset.size)].join(' · ');
}

/** What a component says in a few words; null while it is not known. */
export function shortFact(component: AssetComponent): string | null {
  const { status, width, height, durationMs, lines } = component;
  if (status !== 'ready') return null;
  if (width !== undefined && height !== undefined) return `${width} × ${height}`;
  if (durationMs !== undefined) return formatDuration(durationMs, 'seconds');
  return lines === undefined ? null : `${formatCount(lines)} ${lines === 1 ? 'line' : 'lines'}`;
}

const kinds: Readonly<Record<string, string>> = {
  image: 'Image',
  thumbnail: 'Thumbnail',
  media: 'Audio or video',
  text: 'Text',
};

export const kindName = (kind: string): string => kinds[kind] ?? kind;

/** All that a component says. */
export function describeComponent(component: AssetComponent): string {
  const { status, reason, format, codec, sampleRate, channels, title, artist, album } = component;
  if (status === 'pending') return 'In progress…';
  if (status === 'failed') return reason ?? 'It failed.';
  return [
    shortFact(component),
    format,
    codec,
    sampleRate === undefined ? null : `${sampleRate / 1_000} kHz`,
    channels === undefined ? null : plural(channels, 'channel'),
    component.encoding,
    title,
    artist,
    album,
    component.size === undefined ? null : formatBytes(component.size),
  ]
    .filter((fact) => fact !== null && fact !== undefined && fact !== '')
    .join(' · ');
}
