import { useRouter } from '@tanstack/react-router';
import { useCallback, useSyncExternalStore } from 'react';

/**
 * Values in the address, so that a page can be shared; '' for a missing one. Replaces the history
 * entry.
 * @param keys the same ones on every call
 */
export function useUrlValues<Key extends string>(
  keys: readonly Key[],
): readonly [
  Readonly<Record<Key, string>>,
  (values: Readonly<Partial<Record<Key, string>>>) => void,
] {
  const { history } = useRouter();
  // The router would turn a branch 1e3 into 1000.
  const search = useSyncExternalStore(
    (onChange) => history.subscribe(onChange),
    () => history.location.search,
  );
  const params = new URLSearchParams(search);
  const values = Object.fromEntries(keys.map((key) => [key, params.get(key) ?? '']));
  const setValues = useCallback(
    (next: Readonly<Partial<Record<Key, string>>>) => {
      const { pathname, search: now, hash } = history.location;
      const written = new URLSearchParams(now);
      for (const [key, value] of Object.entries<string | undefined>(next)) {
        if (value === undefined || value === '') written.delete(key);
        else written.set(key, value);
      }
      const text = written.toString();
      history.replace(`${pathname}${text === '' ? '' : `?${text}`}${hash}`);
    },
    [history],
  );
  return [values as Record<Key, string>, setValues];
}
