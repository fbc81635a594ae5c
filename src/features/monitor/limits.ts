import * as z from 'zod/mini';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { parseJson } from '../../lib/messaging/index.ts';
import { type AlertKind, alertKinds, defaultLimits, type Limits } from './alerts.ts';

const KEY = 'slate.limits';
const MAX_LIMIT = 1_000_000_000;

const limit = z.optional(z.nullable(z.number().check(z.gte(0), z.lte(MAX_LIMIT))));
const stored = z.object(
  Object.fromEntries(alertKinds.map((kind) => [kind, limit])) as Record<AlertKind, typeof limit>,
);

const store = createStore<Limits>(readStored);

/** What this browser keeps; defaults for the rest, or where storage is blocked (SecurityError). */
function readStored(): Limits {
  try {
    const { data } = stored.safeParse(parseJson(localStorage.getItem(KEY) ?? ''));
    const given = Object.entries(data ?? {}).filter(([, value]) => value !== undefined);
    return { ...defaultLimits, ...(Object.fromEntries(given) as Partial<Limits>) };
  } catch {
    return defaultLimits;
  }
}

export const limits = {
  get: (): Limits => store.getState(),
  set(kind: AlertKind, value: number | null): void {
    const next = { ...readStored(), [kind]: value };
    store.setState(next, true);
    try {
      localStorage.setItem(KEY, JSON.stringify(next));
    } catch {
      // A full disk or private mode: this tab keeps it.
    }
  },
  /** Follows what other tabs write. @returns its undo */
  share(): () => void {
    const onStorage = ({ key }: StorageEvent) => {
      if (key === KEY || key === null) store.setState(readStored(), true);
    };
    window.addEventListener('storage', onStorage);
    return () => window.removeEventListener('storage', onStorage);
  },
};

export function useLimits(): Limits {
  return useStore(store);
}

/** What somebody typed as a limit; null if it is none. */
export function readLimit(text: string): number | null {
  const value = Number(text.replaceAll(',', ''));
  return text.trim() !== '' && Number.isFinite(value) && value > 0 && value <= MAX_LIMIT
    ? value
    : null;
}
