import { useEffect, useState } from 'react';
import * as z from 'zod/mini';
import { parseJson } from '../../lib/messaging/index.ts';
import { ancestorsOf, type FileEvent } from './model.ts';

/** Each costs a question after a reload. */
const MAX_KEPT = 200;
const schema = z.array(z.string().check(z.maxLength(1_024)));
const keyOf = (projectId: string) => `slate.files.${projectId}`;

/** Blocked storage (SecurityError) counts as empty. */
function read(projectId: string): readonly string[] {
  try {
    return schema.safeParse(parseJson(sessionStorage.getItem(keyOf(projectId)) ?? '[]')).data ?? [];
  } catch {
    return [];
  }
}

function write(projectId: string, expanded: ReadonlySet<string>): void {
  try {
    sessionStorage.setItem(keyOf(projectId), JSON.stringify([...expanded].slice(-MAX_KEPT)));
  } catch {
    // Private mode: a reload shows the tree as at first.
  }
}

/**
 * Paths of the directories that are open in this tab's tree of a project; kept over a reload.
 * @param path of the open file, whose directories are open at first
 */
export function useExpanded(projectId: string, path: string) {
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(
    () => new Set([...read(projectId), ...ancestorsOf(path)]),
  );
  useEffect(() => write(projectId, expanded), [projectId, expanded]);
  return [expanded, setExpanded] as const;
}

/** With the directories above a path open; the same set if they were. */
export function revealing(expanded: ReadonlySet<string>, path: string): ReadonlySet<string> {
  const missing = ancestorsOf(path).filter((above) => !expanded.has(above));
  return missing.length === 0 ? expanded : new Set([...expanded, ...missing]);
}

/** Directories that were moved stay open, those that are gone are forgotten. */
export function followExpanded(
  expanded: ReadonlySet<string>,
  events: readonly FileEvent[],
): ReadonlySet<string> {
  let after = expanded;
  for (const { type, data } of events) {
    const { path, previousPath, kind } = data ?? {};
    if (kind !== 'directory' || path === undefined) continue;
    const was = type === 'deleted' ? path : type === 'updated' ? previousPath : undefined;
    if (was === undefined || !after.has(was)) continue;
    after = new Set([...after].filter((one) => one !== was));
    if (type === 'updated') after = new Set([...after, path]);
  }
  return after;
}
