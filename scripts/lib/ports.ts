import { createServer } from 'node:net';
import { UserError } from '../../agent/userError.ts';

/**
 * Checks that the ports are free.
 * @throws UserError that names every port in use and its variable
 */
export async function checkPortsFree(ports: Readonly<Record<string, number>>): Promise<void> {
  const problems = await Promise.all(
    Object.entries(ports).map(async ([key, port]) => {
      const why = await whyUnusable(port);
      return why === undefined ? [] : [`Port ${port} ${why}. Set ${key} to another.`];
    }),
  );
  if (problems.flat().length > 0) throw new UserError(problems.flat().join('\n  '));
}

function whyUnusable(port: number): Promise<string | undefined> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      if (code === 'EADDRINUSE') return done('is in use');
      done(code === 'EACCES' ? 'may not be opened by you' : `fails: ${message}`);
    });
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      probe.close(() => done(undefined));
    });
  });
}
