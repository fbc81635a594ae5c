import { connect } from '@nats-io/transport-node';
import { parseJson } from '../../src/lib/messaging/index.ts';
import type { FullStack, Stack } from './stack.ts';

/** A CI job or any other program that publishes: plain NATS, nothing of Slate's. */
export interface Publisher {
  /** Publishes a body, as JSON unless it is text or bytes; resolves when the server has it. */
  publish(subject: string, body: unknown): Promise<void>;
  /** The same without waiting. */
  send(subject: string, body: unknown): void;
  /** Resolves when the server has what was sent. */
  flush(): Promise<void>;
  /** Sends a command and returns its reply. */
  ask(subject: string, input: object): Promise<unknown>;
  /** Answers every command on a subject with the same, from when this resolves. */
  answer(subject: string, data: object): Promise<void>;
  close(): Promise<void>;
}

export const connectPublisher = ({ natsPort, agentPassword }: Stack) =>
  connectAs(natsPort, 'agent', agentPassword);

/** What any page may do, done by a program. */
export const connectEditor = ({
  natsPort,
  editorPassword,
}: Pick<FullStack, 'natsPort' | 'editorPassword'>) => connectAs(natsPort, 'editor', editorPassword);

/** Answers commands, as agents do. */
export const connectResponder = ({ natsPort, responderPassword }: FullStack) =>
  connectAs(natsPort, 'responder', responderPassword);

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
    async ask(subject, input) {
      const reply = await connection.request(subject, JSON.stringify({ input }));
      return parseJson(reply.string());
    },
    async answer(subject, data) {
      connection.subscribe(subject, {
        callback: (_, message) => void message.respond(JSON.stringify({ ok: true, data })),
      });
      await connection.flush();
    },
    close: () => connection.close(),
  };
}
