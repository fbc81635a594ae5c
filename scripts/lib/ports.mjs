import { createServer } from 'node:net';
import { UserError } from './report.mjs';

/**
 * Checks that nobody listens on the ports yet.
 * @param {Readonly<Record<string, number>>} ports by the name of their variable
 * @throws {UserError} that names every port in use and its variable
 */
export async function checkPortsFree(ports) {
  const found = await Promise.all(
    Object.entries(ports).map(async ([key, port]) => ({ key, port, why: await whyUnusable(port) })),
  );
  const problems = found.filter(({ why }) => why !== undefined);
  if (problems.length === 0) return;
  const lines = problems.map(
    ({ key, port, why }) => `  Port ${port} ${why}. Set ${key} to another.`,
  );
  throw new UserError(lines.join('\n').trimStart());
}

/**
 * @param {number} port
 * @returns {Promise<string | undefined>}
 */
function whyUnusable(port) {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      const reasons = { EADDRINUSE: 'is in use', EACCES: 'may not be opened by you' };
      done(reasons[/** @type {keyof typeof reasons} */ (error.code)] ?? `fails: ${error.message}`);
    });
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      probe.close(() => done(undefined));
    });
  });
}
