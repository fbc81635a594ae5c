// Bare nats.ws: what the others are measured against, and what feeds them.
import { connect, type Msg, type NatsConnection } from 'nats.ws';
import type { PageTask } from './probe.ts';

/** Two pulls of this size are under way at a time, so that the server never waits for the page. */
const PULL = 5_000;
const NANOSECONDS_A_SECOND = 1e9;

const subjectOf = ({ projectId }: PageTask) => `slate.build.log.${projectId}`;

export async function dial({ natsUrl }: PageTask): Promise<NatsConnection> {
  const connection = await connect({ servers: natsUrl, reconnect: false });
  // Rejected and caught by nobody, it is told by the bench as the page's error.
  void connection.closed().then((error) => {
    throw new Error('The server cut this page off.', { cause: error });
  });
  return connection;
}

/** Every message of the log's subject, live. Resolves when the server knows of it. */
export async function subscribeBare(
  connection: NatsConnection,
  task: PageTask,
  onMessage: (message: Msg) => void,
): Promise<void> {
  connection.subscribe(subjectOf(task), {
    callback: (error, message) => {
      if (error) throw error;
      onMessage(message);
    },
  });
  await connection.flush();
}

/** The same from the stream, through a pull consumer, from its first message and going on. */
export async function pullBare(
  connection: NatsConnection,
  task: PageTask,
  onMessage: (message: Msg) => void,
): Promise<void> {
  const subject = subjectOf(task);
  const name = `bare${task.projectId}`;
  const inbox = `_INBOX.bare.${task.projectId}`;
  await connection.request(
    `$JS.API.CONSUMER.CREATE.SLATE_LOGS.${name}.${subject}`,
    JSON.stringify({
      stream_name: 'SLATE_LOGS',
      config: {
        name,
        deliver_policy: 'all',
        ack_policy: 'none',
        filter_subject: subject,
        mem_storage: true,
        num_replicas: 1,
      },
    }),
  );
  const pull = () =>
    connection.publish(
      `$JS.API.CONSUMER.MSG.NEXT.SLATE_LOGS.${name}`,
      JSON.stringify({ batch: PULL, expires: 60 * NANOSECONDS_A_SECOND }),
      { reply: inbox },
    );
  let count = 0;
  connection.subscribe(inbox, {
    callback: (error, message) => {
      if (error) throw error;
      // A pull's end; the benchmark is over before one expires unused.
      if (message.headers) return;
      count += 1;
      if (count % PULL === 0) pull();
      onMessage(message);
    },
  });
  pull();
  pull();
}
