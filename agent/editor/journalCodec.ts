import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { assertNever } from '../../src/lib/assertNever.ts';
import type { AuthoritySnapshot, JournalEntry } from '../../src/lib/editing/Authority.ts';
import { contentHash } from '../../src/lib/editing/hash.ts';

const kinds = ['snapshot', 'session', 'update', 'disk', 'saving', 'saved'] as const;

type JournalRecord =
  | { readonly kind: 'snapshot'; readonly snapshot: AuthoritySnapshot }
  | JournalEntry;

/** One record of the journal: its length, its hash, itself. */
export function encodeRecord(record: JournalRecord): Uint8Array {
  const body = encodeBody(record);
  const out = encoding.createEncoder();
  encoding.writeVarString(out, contentHash(body));
  encoding.writeVarUint8Array(out, body);
  return encoding.toUint8Array(out);
}

/**
 * The records of a journal, up to the first that is not whole: a program that was killed leaves half
 * of its last one. `length` is that of the whole ones.
 */
export function decodeRecords(bytes: Uint8Array): {
  readonly records: readonly JournalRecord[];
  readonly length: number;
} {
  const reader = decoding.createDecoder(bytes);
  const records: JournalRecord[] = [];
  let length = 0;
  while (decoding.hasContent(reader)) {
    try {
      const hash = decoding.readVarString(reader);
      const body = decoding.readVarUint8Array(reader);
      if (contentHash(body) !== hash) break;
      records.push(decodeBody(body));
      length = reader.pos;
    } catch {
      break;
    }
  }
  return { records, length };
}

function encodeBody(record: JournalRecord): Uint8Array {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, kinds.indexOf(record.kind));
  switch (record.kind) {
    case 'snapshot': {
      const { epoch, docSeq, savedSeq, state, shadow, sessions } = record.snapshot;
      encoding.writeVarString(out, epoch);
      encoding.writeVarUint(out, docSeq);
      encoding.writeVarUint(out, savedSeq);
      encoding.writeVarUint8Array(out, state);
      encoding.writeVarUint8Array(out, shadow);
      encoding.writeVarUint(out, sessions.length);
      for (const session of sessions) writeSession(out, session);
      break;
    }
    case 'session':
      writeSession(out, record.session);
      break;
    case 'update':
    case 'disk':
      encoding.writeVarUint(out, record.docSeq);
      encoding.writeVarUint8Array(out, record.update);
      break;
    case 'saving':
      encoding.writeVarUint(out, record.docSeq);
      encoding.writeVarString(out, record.hash);
      break;
    case 'saved':
      encoding.writeVarUint(out, record.docSeq);
      break;
    default:
      assertNever(record);
  }
  return encoding.toUint8Array(out);
}

type Session = AuthoritySnapshot['sessions'][number];

function writeSession(out: encoding.Encoder, { session, clientId, userId }: Session): void {
  encoding.writeVarString(out, session);
  encoding.writeVarUint(out, clientId);
  encoding.writeVarString(out, userId);
}

function decodeBody(body: Uint8Array): JournalRecord {
  const reader = decoding.createDecoder(body);
  const number = () => decoding.readVarUint(reader);
  const text = () => decoding.readVarString(reader);
  const bytes = () => decoding.readVarUint8Array(reader).slice();
  const session = (): Session => ({ session: text(), clientId: number(), userId: text() });
  const kind = kinds[number()];
  switch (kind) {
    case 'snapshot': {
      const snapshot = {
        epoch: text(),
        docSeq: number(),
        savedSeq: number(),
        state: bytes(),
        shadow: bytes(),
      };
      const sessions = Array.from({ length: number() }, session);
      return { kind, snapshot: { ...snapshot, sessions } };
    }
    case 'session':
      return { kind, session: session() };
    case 'update':
    case 'disk':
      return { kind, docSeq: number(), update: bytes() };
    case 'saving':
      return { kind, docSeq: number(), hash: text() };
    case 'saved':
      return { kind, docSeq: number() };
    case undefined:
      throw new Error('an unknown record');
    default:
      return assertNever(kind);
  }
}
