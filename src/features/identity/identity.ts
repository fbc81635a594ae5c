import * as z from 'zod/mini';
import { visibleName } from '../../catalogs/slate/index.ts';
import { isToken, parseJson } from '../../lib/messaging/index.ts';

const STORAGE_KEY = 'slate.identity';
const MAX_NAME_LENGTH = 40;

const identity = z.object({
  name: z.string(),
  userId: z.string().check(z.refine(isToken)),
});

/** A name for people, a token for subjects. */
export type Identity = z.infer<typeof identity>;

export function checkName(
  input: string,
): { ok: true; name: string } | { ok: false; error: string } {
  if (input.trim() === '') return { ok: false, error: 'Enter the name that others will see.' };
  const name = visibleName(input, MAX_NAME_LENGTH + 1);
  if (name === null) return { ok: false, error: 'Use characters that others can see.' };
  if (Array.from(name).length > MAX_NAME_LENGTH) {
    return { ok: false, error: `Use at most ${MAX_NAME_LENGTH} characters.` };
  }
  return { ok: true, name };
}

/** People of one name differ by the token's random end. @param random at least 8 base-36 digits */
export function makeIdentity(name: string, random: string): Identity {
  const readable = name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 32);
  return { name, userId: [readable, random.slice(0, 8)].filter(Boolean).join('-') };
}

/** A damaged one counts as none. */
export function loadIdentity(storage: Pick<Storage, 'getItem'>): Identity | null {
  try {
    const parsed = identity.safeParse(parseJson(storage.getItem(STORAGE_KEY) ?? 'null'));
    const checked = checkName(parsed.data?.name ?? '');
    return parsed.success && checked.ok ? { ...parsed.data, name: checked.name } : null;
  } catch {
    // Private mode, or not JSON.
    return null;
  }
}

/** Without storage it lasts as long as the page. */
export function saveIdentity(storage: Pick<Storage, 'setItem'>, value: Identity): void {
  try {
    storage.setItem(STORAGE_KEY, JSON.stringify(value));
  } catch {
    // Private mode.
  }
}
