const colours = { debug: 90, info: 36, ok: 32, warn: 33, error: 31 };

const coloured = process.env.NO_COLOR
  ? false
  : Boolean(process.env.FORCE_COLOR) || Boolean(process.stdout.isTTY);

/** Wraps text in a colour where colours are wanted. */
export function paint(level, text) {
  return coloured ? `\u001b[${colours[level]}m${text}\u001b[0m` : text;
}

/** One line: warnings and errors on stderr, the rest on stdout. */
export function log(level, message) {
  const time = new Date().toISOString().slice(11, 23);
  const line = `${paint('debug', time)} ${paint(level, level.toUpperCase().padEnd(5))} ${message}\n`;
  (level === 'warn' || level === 'error' ? process.stderr : process.stdout).write(line);
}
