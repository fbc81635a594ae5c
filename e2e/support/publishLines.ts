import type { Publisher } from './publisher.ts';

/** Lines of a session's log, as fast as the server takes them. */
export async function publishLines(
  publisher: Publisher,
  sessionId: string,
  from: number,
  to: number,
  messageOf = (n: number) => `line ${n}`,
): Promise<void> {
  let last = Promise.resolve();
  for (let n = from; n <= to; n++) {
    const message = messageOf(n);
    last = publisher.publish(`slate.runtime.log.${sessionId}`, {
      type: 'log',
      sessionId,
      timestamp: 1_767_225_600_000 + n,
      data: { message, ...(message.includes('broken') ? { level: 'error' } : {}) },
    });
    if (n % 500 === 0) await last;
  }
  await last;
}
