import { request } from 'node:http';
import { connect, type Socket } from 'node:net';

/** A NATS connection as plain protocol text: what a library would hide is what is tested. */
export interface NatsWire {
  /** Sends operations. */
  send(...operations: string[]): void;
  /** Sends operations, then a PING; resolves with all that came back until the PONG. */
  ask(...operations: string[]): Promise<string>;
  /** Resolves with what came since the last call, as soon as it matches. */
  until(wanted: RegExp): Promise<string>;
  close(): void;
}

const connectLine = (credentials: object) =>
  `CONNECT ${JSON.stringify({ verbose: false, pedantic: false, headers: true, ...credentials })}`;

/** `PUB` with its body, and a reply subject if given. */
export function pub(subject: string, body = '', reply = ''): string {
  return `PUB ${subject} ${reply} ${Buffer.byteLength(body)}\r\n${body}`;
}

/** Connects over TCP. @throws Error with the server's words if it refuses. */
export async function openTcp(port: number, user: string, pass: string): Promise<NatsWire> {
  const socket = connect({ port, host: '127.0.0.1' });
  const wire = makeWire((text) => socket.write(text), socket);
  socket.on('data', (data: Buffer) => wire.receive(data.toString()));
  return greet(wire, { user, pass });
}

/** Connects over WebSocket, without credentials. @throws Error with the HTTP status if refused. */
export async function openWebSocket(port: number, origin: string): Promise<NatsWire> {
  const socket = await upgrade(port, origin);
  const wire = makeWire((text) => socket.write(clientFrame(text)), socket);
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (data: Buffer) => {
    rest = Buffer.concat([rest, data]);
    for (;;) {
      const frame = serverFrame(rest);
      if (!frame) return;
      wire.receive(frame.text);
      rest = rest.subarray(frame.length);
    }
  });
  return greet(wire, {});
}

async function greet(wire: NatsWire, credentials: object): Promise<NatsWire> {
  await wire.ask(connectLine(credentials));
  return wire;
}

function makeWire(write: (text: string) => void, socket: Socket) {
  let received = '';
  let wake = () => {};
  let ended = false;
  const end = () => {
    ended = true;
    wake();
  };
  socket.once('close', end);
  socket.on('error', end);

  const wire = {
    receive(text: string) {
      received += text;
      wake();
    },
    async until(wanted: RegExp) {
      const deadline = Date.now() + 5000;
      while (!wanted.test(received)) {
        if (ended || Date.now() > deadline) throw new Error(`No ${wanted} in: ${received}`);
        await new Promise<void>((done) => {
          wake = done;
          setTimeout(done, 100);
        });
      }
      const text = received;
      received = '';
      return text;
    },
    send(...operations: string[]) {
      write(`${operations.join('\r\n')}\r\n`);
    },
    ask(...operations: string[]) {
      wire.send(...operations, 'PING');
      return wire.until(/^PONG\r$/m);
    },
    close: () => void socket.destroy(),
  };
  return wire;
}

function upgrade(port: number, origin: string): Promise<Socket> {
  return new Promise((done, fail) => {
    const headers = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      Origin: origin,
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    };
    const sent = request({ host: '127.0.0.1', port, headers });
    sent.once('upgrade', (_response, socket: Socket, head: Buffer) => {
      if (head.length > 0) socket.unshift(head);
      done(socket);
    });
    sent.once('response', ({ statusCode }) => fail(new Error(`HTTP ${statusCode}`)));
    sent.once('error', fail);
    sent.end();
  });
}

/** One binary frame, masked with zeros, as every frame of a client must be masked. */
function clientFrame(text: string): Buffer {
  const body = Buffer.from(text);
  const size =
    body.length < 126 ? [0x80 | body.length] : [0x80 | 126, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([0x82, ...size, 0, 0, 0, 0]), body]);
}

/** The first whole frame in a buffer. */
function serverFrame(data: Buffer): { text: string; length: number } | undefined {
  if (data.length < 2) return undefined;
  const short = data.readUInt8(1) & 0x7f;
  const head = short < 126 ? 2 : 4;
  if (data.length < head) return undefined;
  const size = short < 126 ? short : data.readUInt16BE(2);
  const length = head + size;
  if (data.length < length) return undefined;
  return { text: data.subarray(head, length).toString(), length };
}
