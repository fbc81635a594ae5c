import type { CatalogEntry } from '../entries.ts';
import { driftCount, type WatchState } from '../traffic/watchState.ts';

/** Which entries are listed. */
export type Shown = '' | 'events' | 'commands' | 'seen' | 'problems';

export const shownOptions: readonly { readonly value: Shown; readonly text: string }[] = [
  { value: '', text: 'All subjects' },
  { value: 'events', text: 'Events' },
  { value: 'commands', text: 'Commands' },
  { value: 'seen', text: 'Seen since opened' },
  { value: 'problems', text: 'Invalid or drifting' },
];

/** All subjects where the address names no known choice. */
export const readShown = (text: string): Shown =>
  shownOptions.find(({ value }) => value === text)?.value ?? '';

const shows: Readonly<Record<Shown, (entry: CatalogEntry, watch: WatchState) => boolean>> = {
  '': () => true,
  events: ({ kind }) => kind === 'event',
  commands: ({ kind }) => kind === 'command',
  seen: ({ key }, { traffic }) => traffic.has(key),
  problems: (entry, watch) =>
    (watch.traffic.get(entry.key)?.invalid ?? 0) > 0 || driftCount(watch, entry) > 0,
};

export const showsEntry = (shown: Shown, entry: CatalogEntry, watch: WatchState): boolean =>
  shows[shown](entry, watch);
