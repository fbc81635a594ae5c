import { Transform, type TransformCallback } from 'node:stream';

/** Close, unmasked as a server's, with 1012: service restart. */
const RESTART = Buffer.from([0x88, 0x02, 0x03, 0xf4]);

/** Finds where WebSocket frames end in a stream of bytes, without keeping them. */
export class FrameBounds {
  /** The head of the frame that has begun, as far as it has come. */
  #head: number[] = [];
  #payloadLeft = 0n;

  /** True between two frames. */
  get atBoundary(): boolean {
    return this.#head.length === 0 && this.#payloadLeft === 0n;
  }

  /** Reads until the first boundary after at least one byte, or all. Returns how much it read. */
  readFrame(bytes: Buffer, from: number): number {
    let at = from;
    while (at < bytes.length) {
      if (this.#payloadLeft > 0n) {
        const rest = BigInt(bytes.length - at);
        const part = rest < this.#payloadLeft ? rest : this.#payloadLeft;
        this.#payloadLeft -= part;
        at += Number(part);
      } else {
        this.#head.push(bytes[at] ?? 0);
        at += 1;
        const payload = payloadOf(this.#head);
        if (payload === null) continue;
        this.#head = [];
        this.#payloadLeft = payload;
      }
      if (this.atBoundary) break;
    }
    return at - from;
  }
}

/** How long the payload of a whole head is; null while the head is not whole. */
function payloadOf(head: readonly number[]): bigint | null {
  const [, second] = head;
  if (second === undefined) return null;
  const short = second & 0x7f;
  const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0;
  const maskBytes = second & 0x80 ? 4 : 0;
  if (head.length < 2 + lengthBytes + maskBytes) return null;
  if (lengthBytes === 0) return BigInt(short);
  return head.slice(2, 2 + lengthBytes).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

/** Passes a target's WebSocket bytes on at once, and can end them between two frames. */
export class FrameGate extends Transform {
  readonly #bounds = new FrameBounds();
  #state: 'open' | 'closing' | 'closed' = 'open';

  /** Lets the frame that has begun end, then says 1012 and ends. */
  restart(): void {
    if (this.#state === 'open') this.#state = 'closing';
    this.#closeBetweenFrames();
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    let at = 0;
    while (at < chunk.length && !this.#mayClose) at += this.#bounds.readFrame(chunk, at);
    if (this.#state !== 'closed' && at > 0) this.push(chunk.subarray(0, at));
    this.#closeBetweenFrames();
    done();
  }

  get #mayClose(): boolean {
    return this.#state === 'closed' || (this.#state === 'closing' && this.#bounds.atBoundary);
  }

  #closeBetweenFrames(): void {
    if (this.#state !== 'closing' || !this.#bounds.atBoundary) return;
    this.#state = 'closed';
    if (this.writableEnded || this.destroyed) return;
    this.push(RESTART);
    this.push(null);
  }
}
