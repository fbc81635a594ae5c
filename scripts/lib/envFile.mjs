/**
 * Reads `KEY=value` lines: comments, blank lines, `export ` and quotes are understood. Our own,
 * because Node's `util.parseEnv` came after Node 20.0.
 * @param {string} text
 * @returns {Record<string, string>}
 */
export function parseEnvFile(text) {
  /** @type {Record<string, string>} */
  const values = {};
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
    const [, key, raw] = match ?? [];
    if (key === undefined || raw === undefined) continue;
    const quoted = /^(["'])(.*)\1(?:\s+#.*)?$/.exec(raw);
    values[key] = quoted?.[2] ?? raw.replace(/(^|\s+)#.*$/, '');
  }
  return values;
}
