import { connect, type NatsConnection } from '@nats-io/transport-node';
import { v7 } from 'uuid';

/** A build whose log is written. */
export interface LogTarget {
  readonly projectId: string;
  readonly buildId: string;
}

/** Publishes as any program does: plain NATS, bodies as the catalog says, nothing of Slate's. */
export interface LogPublisher {
  /** The build and its line 0; resolves when both are stored. */
  startBuild(target: LogTarget): Promise<void>;
  /** Lines 1 to `count` as fast as they are stored. @returns when the first was sent, and how long it took until the last was stored */
  burst(target: LogTarget, count: number): Promise<{ startedAt: number; publishMs: number }>;
  /** Lines 1 to `count`, evenly. @returns when each was sent, by its number */
  atRate(target: LogTarget, count: number, perSecond: number): Promise<(number | undefined)[]>;
  /** Forgets every line that is stored. */
  purge(): Promise<void>;
  close(): Promise<void>;
}

/** Every so many messages one asks for its ack, and this many acks may be missing. */
const ACK_EVERY = 1_000;
const ACKS_AHEAD = 4;
const TICK_MS = 4;

export async function connectPublisher(tcpUrl: string): Promise<LogPublisher> {
  const connection = await connect({ servers: tcpUrl });
  const send = (target: LogTarget, line: number) =>
    connection.publish(`slate.build.log.${target.projectId}`, logBody(target, line));
  return {
    async startBuild(target) {
      const { projectId, buildId } = target;
      const body = { ...eventFields('started', projectId), data: { buildId } };
      await stored(connection, `slate.build.started.${projectId}`, JSON.stringify(body));
      await stored(connection, `slate.build.log.${projectId}`, logBody(target, 0));
    },
    async burst(target, count) {
      // Made before: what is measured is how fast they are taken.
      const bodies = Array.from({ length: count }, (_, at) => logBody(target, at + 1));
      const subject = `slate.build.log.${target.projectId}`;
      const acks: Promise<void>[] = [];
      const startedAt = Date.now();
      for (const [at, body] of bodies.entries()) {
        const isLast = at === count - 1;
        if (!isLast && at % ACK_EVERY !== ACK_EVERY - 1) {
          connection.publish(subject, body);
          continue;
        }
        acks.push(stored(connection, subject, body));
        if (acks.length > ACKS_AHEAD) await acks.shift();
      }
      await Promise.all(acks);
      return { startedAt, publishMs: Date.now() - startedAt };
    },
    async atRate(target, count, perSecond) {
      const sentAt: (number | undefined)[] = [undefined];
      const startedAt = performance.now();
      while (sentAt.length <= count) {
        const due = Math.floor(((performance.now() - startedAt) / 1_000) * perSecond);
        while (sentAt.length <= Math.min(due, count)) {
          const line = sentAt.length;
          sentAt.push(Date.now());
          send(target, line);
        }
        await new Promise((resolve) => setTimeout(resolve, TICK_MS));
      }
      await connection.flush();
      return sentAt;
    },
    async purge() {
      await connection.request('$JS.API.STREAM.PURGE.SLATE_LOGS');
    },
    close: () => connection.close(),
  };
}

async function stored(connection: NatsConnection, subject: string, body: string): Promise<void> {
  const ack = await connection.request(subject, body, { timeout: 60_000 });
  const { error } = ack.json<{ error?: { description: string } }>();
  if (error) throw new Error(`${subject} was not stored: ${error.description}`);
}

function eventFields(type: string, projectId: string) {
  return { id: v7(), type, projectId, timestamp: Date.now(), source: 'bench' };
}

const paints = ['32', '1;31', '33', '38;5;208', '38;2;120;160;255', '2', '4;36', '7'];
const levels = ['info', 'info', 'info', 'debug', 'info', 'warn', 'info', 'error'];

/** One line of a build: colours of every kind, as long as usual, its number at its end. */
export function logBody({ projectId, buildId }: LogTarget, line: number): string {
  const paint = paints[line % paints.length];
  const message =
    `\u001b[${paint}m✓\u001b[0m src/features/part-${line % 97}/view.tsx ` +
    `\u001b[90m(${line % 211} ms)\u001b[0m compiled and checked, \u001b[1mline ${line}\u001b[0m`;
  return JSON.stringify({
    ...eventFields('log', projectId),
    data: {
      buildId,
      message,
      level: levels[line % levels.length],
      stream: 'stdout',
      step: 'compile',
    },
  });
}
