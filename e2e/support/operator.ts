import { connect } from '@nats-io/transport-node';
import { parseJson } from '../../src/lib/messaging/index.ts';
import type { BareStack } from './bareStack.ts';

/** The server's operator, who may do to its streams what no role of Slate's may. */
export interface Operator {
  /** Deletes everything that the stream holds. */
  purge(stream: string): Promise<void>;
  hasStream(stream: string): Promise<boolean>;
  /** The messages of the log events that the stream holds under a subject, oldest first. */
  storedLines(stream: string, subject: string): Promise<string[]>;
  close(): Promise<void>;
}

export async function connectOperator(stack: BareStack): Promise<Operator> {
  const connection = await connect({
    servers: `127.0.0.1:${stack.natsPort}`,
    user: 'operator',
    pass: stack.operatorPassword,
  });
  const ask = async <Answer>(api: string, body: object = {}) => {
    const reply = await connection.request(`$JS.API.STREAM.${api}`, JSON.stringify(body));
    return parseJson(reply.string()) as Answer & { error?: { description: string } };
  };
  return {
    async purge(stream) {
      const { error } = await ask(`PURGE.${stream}`);
      if (error) throw new Error(error.description);
    },
    hasStream: async (stream) => (await ask(`INFO.${stream}`)).error === undefined,
    async storedLines(stream, subject) {
      const lines: string[] = [];
      for (let seq = 1; ; ) {
        const { message } = await ask<{ message?: { seq: number; data: string } }>(
          `MSG.GET.${stream}`,
          { seq, next_by_subj: subject },
        );
        if (!message) return lines;
        seq = message.seq + 1;
        const body = Buffer.from(message.data, 'base64').toString();
        lines.push((parseJson(body) as { data: { message: string } }).data.message);
      }
    },
    close: () => connection.close(),
  };
}
