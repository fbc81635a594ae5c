import { delimiter, join, resolve } from 'node:path';
import { isSecretName } from './secrets.ts';

/** Marks every process that a job started, so that its leftovers are recognised. */
export const MARKER_KEY = 'STARTED_BY_SLATE';

/** The agent's own secrets and addresses, and the words in which npm speaks to its own children. */
const WITHHELD =
  /^(?:SLATE_.*|NATS.*|VITE_NATS.*|npm_(?:lifecycle|package)_.*|npm_(?:command|execpath|node_execpath|config_local_prefix)|INIT_CWD|NODE_CHANNEL_FD)$/i;

const OWN_BIN = resolve(import.meta.dirname, '..', '..', 'node_modules', '.bin');

/**
 * What a build or a runtime sees of the agent's environment: no SLATE_* or NATS variable, none that
 * is a secret by its name unless it is in `passed`, none with one of `secrets` in its value, not the
 * tools that Slate itself brings, and colours on. `extra` is the project's own and wins.
 */
export function childEnvironment(
  base: Readonly<Record<string, string | undefined>>,
  extra: Readonly<Record<string, string>>,
  secrets: readonly string[],
  passed: ReadonlySet<string> = new Set(),
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [key, value] of Object.entries(base)) {
    if (value === undefined || WITHHELD.test(key)) continue;
    if (isSecretName(key) && !passed.has(key)) continue;
    if (secrets.some((secret) => value.includes(secret))) continue;
    env[key] = key.toUpperCase() === 'PATH' ? withoutOwnTools(value) : value;
  }
  return { ...env, FORCE_COLOR: '1', ...extra };
}

/** A project's build runs with its own node and vite, not with those that Slate pinned. */
function withoutOwnTools(path: string): string {
  const gyp = join('@npmcli', 'run-script', 'lib', 'node-gyp-bin');
  return path
    .split(delimiter)
    .filter((entry) => resolve(entry) !== OWN_BIN && !entry.endsWith(gyp))
    .join(delimiter);
}
