import { relative, sep } from 'node:path';
import { watch } from 'chokidar';
import type { Say } from '../log.ts';
import { messageOf } from '../log.ts';
import type { IgnoreRules } from './ignoreRules.ts';

/** How often a directory that can't be watched is read instead. */
const RESCAN_MS = 30_000;

export interface WatcherOptions {
  readonly projectId: string;
  /** Absolute, without links. */
  readonly root: string;
  readonly rules: () => IgnoreRules;
  /** Something at this path may have changed; null: anything may have. */
  readonly onDirty: (path: string | null) => void;
  readonly say: Say;
}

export interface Watcher {
  /** Resolves when every directory that was there is watched. Never rejects. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/** Watches a project's directories, those that are hidden left out; what it reports are hints. */
export function watchDirectory({ projectId, root, rules, onDirty, say }: WatcherOptions): Watcher {
  const toPath = (absolute: string) => relative(root, absolute).split(sep).join('/');
  let rescan: ReturnType<typeof setInterval> | null = null;
  let isReported = false;
  const watcher = watch(root, {
    ignoreInitial: true,
    followSymlinks: false,
    ignorePermissionErrors: true,
    atomic: false,
    ignored(absolute, stats) {
      const path = toPath(absolute);
      if (path === '' || path.startsWith('..')) return false;
      if (!stats) return rules().isHidden(path, 'other') && rules().isHidden(path, 'directory');
      return rules().isHidden(path, stats.isDirectory() ? 'directory' : 'other');
    },
  });
  const ready = Promise.withResolvers<void>();
  watcher.on('ready', () => ready.resolve());
  watcher.on('all', (_, absolute) => {
    const path = toPath(absolute);
    onDirty(path === '' ? null : path);
  });
  watcher.on('error', (error) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    rescan ??= setInterval(() => onDirty(null), RESCAN_MS).unref();
    if (isReported) return;
    isReported = true;
    say(`${projectId}: ${describeWatchError(code, messageOf(error))}`);
  });
  return {
    ready: ready.promise,
    async close() {
      ready.resolve();
      if (rescan) clearInterval(rescan);
      await watcher.close();
    },
  };
}

/** What went wrong and what to do about it. */
export function describeWatchError(code: string, message: string): string {
  const late = `changes made outside of Slate are seen every ${RESCAN_MS / 1_000} s only`;
  switch (code) {
    case 'ENOSPC':
      return `the system watches no more directories, so ${late}: raise it with “sysctl fs.inotify.max_user_watches=524288” and start the agent again.`;
    case 'EMFILE':
    case 'ENFILE':
      return `the system opens no more watchers, so ${late}: raise “ulimit -n” or “sysctl fs.inotify.max_user_instances” and start the agent again.`;
    default:
      return `not everything can be watched (${message}), so ${late}.`;
  }
}
