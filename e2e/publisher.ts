import { connect } from '@nats-io/transport-node';
import type { Stack } from './stack.ts';

/** A CI job or any other program that tells what happens: plain NATS, nothing of Slate's. */
export interface Publisher {
  /** Publishes a body, as JSON unless it is text or bytes; resolves when the server has it. */
  publish(subject: string, body: unknown): Promise<void>;
  close(): Promise<void>;
}

export async function connectPublisher({ natsPort, agentPassword }: Stack): Promise<Publisher> {
  const connection = await connect({
    servers: `127.0.0.1:${natsPort}`,
    user: 'agent',
    pass: agentPassword,
    inboxPrefix: '_INBOX.agent',
  });
  return {
    async publish(subject, body) {
      const plain = typeof body === 'string' || body instanceof Uint8Array;
      connection.publish(subject, plain ? body : JSON.stringify(body));
      await connection.flush();
    },
    close: () => connection.close(),
  };
}
