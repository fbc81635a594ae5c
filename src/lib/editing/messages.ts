import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { assertNever } from '../assertNever.ts';

/** Why the authority did not apply an update. */
export const refusalReasons = [
  /** It comes too fast: the same again, a moment later. */
  'rate',
  /** The session is not known: open again. */
  'session',
  /** The document has another epoch: open again. */
  'epoch',
  'read-only',
  /** The text would be too large, or the update is. */
  'too-large',
  /** It is no update of this text. */
  'invalid',
  /** It can't be kept now: the same again, a moment later. */
  'storage',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** What a page sends. `n` counts the updates of a session, so that an answer can name one. */
export interface UpdateMessage {
  readonly kind: 'update';
  readonly epoch: string;
  readonly session: string;
  readonly n: number;
  readonly update: Uint8Array;
}

/** What the authority sends. */
export type AuthorityMessage =
  /**
   * An update in its place, and the ack for its sender. One that brought nothing new is empty, and
   * `docSeq` is that of the latest that did.
   */
  | {
      readonly kind: 'applied';
      readonly epoch: string;
      readonly docSeq: number;
      readonly session: string;
      readonly n: number;
      readonly update: Uint8Array;
    }
  | {
      readonly kind: 'refused';
      readonly epoch: string;
      readonly session: string;
      readonly n: number;
      readonly reason: RefusalReason;
    }
  /** The text at `docSeq`: finds what no sequence shows. */
  | {
      readonly kind: 'digest';
      readonly epoch: string;
      readonly docSeq: number;
      readonly savedSeq: number;
      readonly hash: string;
    }
  /** Everything up to `docSeq` is on disk. */
  | { readonly kind: 'saved'; readonly epoch: string; readonly docSeq: number }
  /** It could not be written. */
  | { readonly kind: 'unsaved'; readonly epoch: string; readonly reason: string }
  /** The document begins again, or its mode has changed: open it. */
  | { readonly kind: 'reset'; readonly epoch: string; readonly reason: string };

export type EditorMessage = UpdateMessage | AuthorityMessage;

export type DecodedMessage =
  | { readonly ok: true; readonly message: EditorMessage }
  | { readonly ok: false; readonly problem: string };

const kinds = ['update', 'applied', 'refused', 'digest', 'saved', 'unsaved', 'reset'] as const;
/** The first byte of every message, so that a later version can say another. */
const VERSION = 1;
const MAX_TEXT_FIELD = 500;

export function encodeMessage(message: EditorMessage): Uint8Array {
  const out = encoding.createEncoder();
  const number = (value: number) => encoding.writeVarUint(out, value);
  const text = (value: string) => encoding.writeVarString(out, value.slice(0, MAX_TEXT_FIELD));
  number(VERSION);
  number(kinds.indexOf(message.kind));
  text(message.epoch);
  switch (message.kind) {
    case 'applied':
      number(message.docSeq);
      text(message.session);
      number(message.n);
      encoding.writeVarUint8Array(out, message.update);
      break;
    case 'update':
      text(message.session);
      number(message.n);
      encoding.writeVarUint8Array(out, message.update);
      break;
    case 'refused':
      text(message.session);
      number(message.n);
      number(refusalReasons.indexOf(message.reason));
      break;
    case 'digest':
      number(message.docSeq);
      number(message.savedSeq);
      text(message.hash);
      break;
    case 'saved':
      number(message.docSeq);
      break;
    case 'unsaved':
    case 'reset':
      text(message.reason);
      break;
    default:
      assertNever(message);
  }
  return encoding.toUint8Array(out);
}

/** Never throws: bytes come from anybody. */
export function decodeMessage(bytes: Uint8Array): DecodedMessage {
  try {
    const reader = decoding.createDecoder(bytes);
    const version = decoding.readVarUint(reader);
    if (version !== VERSION) return { ok: false, problem: `version ${version} is not known` };
    const message = readBody(reader);
    if (!message) return { ok: false, problem: 'the kind is not known' };
    if (decoding.hasContent(reader)) return { ok: false, problem: 'there is more than a message' };
    return { ok: true, message };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

function readBody(reader: decoding.Decoder): EditorMessage | null {
  const number = () => {
    const value = decoding.readVarUint(reader);
    if (!Number.isSafeInteger(value)) throw new Error('a number is too large');
    return value;
  };
  const text = () => {
    const value = decoding.readVarString(reader);
    if (value.length > MAX_TEXT_FIELD) throw new Error('a text is too long');
    return value;
  };
  const bytes = () => decoding.readVarUint8Array(reader).slice();
  const kind = kinds[number()];
  if (kind === undefined) return null;
  const epoch = text();
  switch (kind) {
    case 'update':
      return { kind, epoch, session: text(), n: number(), update: bytes() };
    case 'applied':
      return { kind, epoch, docSeq: number(), session: text(), n: number(), update: bytes() };
    case 'refused': {
      const [session, n, reason] = [text(), number(), refusalReasons[number()]];
      return reason === undefined ? null : { kind, epoch, session, n, reason };
    }
    case 'digest':
      return { kind, epoch, docSeq: number(), savedSeq: number(), hash: text() };
    case 'saved':
      return { kind, epoch, docSeq: number() };
    case 'unsaved':
    case 'reset':
      return { kind, epoch, reason: text() };
  }
}
