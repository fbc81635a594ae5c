import { connect } from '@nats-io/transport-node';
import type { BareStack } from './bareStack.ts';
import type { Stack } from './stack.ts';

/** A CI job or any other program that tells what happens: plain NATS, nothing of Slate's. */
export interface Publisher {
  /** Publishes a body, as JSON unless it is text or bytes; resolves when the server has it. */
  publish(subject: string, body: unknown): Promise<void>;
  /** The same without waiting. */
  send(subject: string, body: unknown): void;
  /** Resolves when the server has what was sent. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export const connectPublisher = ({ natsPort, agentPassword }: Stack) =>
  connectAs(natsPort, 'agent', agentPassword);

/** What any page may do, done by a program. */
export const connectEditor = ({ natsPort, editorPassword }: BareStack) =>
  connectAs(natsPort, 'editor', editorPassword);

async function connectAs(port: number, user: string, pass: string): Promise<Publisher> {
  const connection = await connect({
    servers: `127.0.0.1:${port}`,
    user,
    pass,
    inboxPrefix: `_INBOX.${user}`,
  });
  const send = (subject: string, body: unknown) => {
    const plain = typeof body === 'string' || body instanceof Uint8Array;
    connection.publish(subject, plain ? body : JSON.stringify(body));
  };
  return {
    send,
    flush: () => connection.flush(),
    async publish(subject, body) {
      send(subject, body);
      await connection.flush();
    },
    close: () => connection.close(),
  };
}
