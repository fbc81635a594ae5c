import { randomUUID } from 'node:crypto';
import {
  CommandRefusal,
  type MessagingClient,
  type Unsubscribe,
} from '../../src/lib/messaging/index.ts';
import { ChunkAssembler, toChunks } from '../../src/lib/editing/chunks.ts';
import type { SessionName } from '../../src/lib/editing/ClientDocument.ts';
import { decodeMessage, encodeMessage } from '../../src/lib/editing/messages.ts';
import type { ProjectFiles } from '../files/fileEntry.ts';
import { openTrash } from '../files/trash.ts';
import { messageOf, type Say } from '../log.ts';
import { shownName } from '../projects/shownName.ts';
import { UserError } from '../userError.ts';
import { describeFailure } from './documentFile.ts';
import { journalPath, listJournals, openJournal, removeJournal } from './journal.ts';
import { openDocument, type OpenDocument } from './openDocument.ts';
import { createTransfers } from './transfers.ts';

const MAX_OPEN = 200;
/** Pages open a file again after a silence, so one that is not opened again is closed. */
const CLOSE_AFTER_MS = 10 * 60_000;
const SWEEP_MS = 60_000;
/** Senders whose incomplete messages are kept: some megabytes each. */
const MAX_PARTIAL_SENDERS = 16;
const MAX_NAMES = 1_000;

export interface EditorHostParts {
  readonly client: Pick<MessagingClient, 'publishBytes' | 'subscribeBytes'>;
  readonly responder: Pick<MessagingClient, 'respond'>;
  readonly dataDir: string;
  readonly say: Say;
  /** Milliseconds, for tests. */
  readonly sweepMs?: number;
}

interface Shared {
  readonly document: OpenDocument;
  readonly stop: Unsubscribe;
  lastUsedAt: number;
}

/** Lets pages edit a project's files together. Returns what ends it, with everything saved. */
export function serveEditor(parts: EditorHostParts, files: ProjectFiles): () => Promise<void> {
  const { client, responder, dataDir, say } = parts;
  const { projectId } = files;
  const open = new Map<string, Promise<Shared>>();
  /** A file is opened again when its journal is closed. */
  const closing = new Map<string, Promise<void>>();
  const transfers = createTransfers();
  /** As people see them. */
  const names = new Map<string, string>();

  /** Of senders with an incomplete message, by file and user. */
  const assemblers = new Map<string, ChunkAssembler>();
  const assemble = (sender: string, chunk: Uint8Array) => {
    const assembler = assemblers.get(sender) ?? new ChunkAssembler();
    assemblers.delete(sender);
    const assembled = assembler.add(chunk, performance.now());
    if (!assembler.isEmpty) assemblers.set(sender, assembler);
    const [longestSilent] = assemblers.keys();
    // What is dropped is sent again.
    if (assemblers.size > MAX_PARTIAL_SENDERS && longestSilent !== undefined) {
      assemblers.delete(longestSilent);
    }
    return assembled;
  };

  const begin = async (fileId: string): Promise<Shared> => {
    await closing.get(fileId);
    const publish = (message: Parameters<typeof encodeMessage>[0]) => {
      for (const chunk of toChunks(encodeMessage(message), randomUUID())) {
        try {
          client.publishBytes('editor.sync', { userId: 'agent', fileId }, chunk);
        } catch {
          // Without a connection there are no listeners either: pages open the file again.
        }
      }
    };
    const document = await openDocument({
      files,
      fileId,
      journal: openJournal(journalPath(dataDir, projectId, fileId)),
      publish,
      newEpoch: randomUUID,
      nameOf: (userId) => names.get(userId) ?? userId,
      say,
    });
    const stop = client.subscribeBytes('editor.sync', { userId: '*', fileId }, (chunk, ids) => {
      if (ids.userId === 'agent') return;
      const assembled = assemble(`${fileId} ${ids.userId}`, chunk);
      if (assembled.kind !== 'complete') return;
      const decoded = decodeMessage(assembled.message);
      if (decoded.ok && decoded.message.kind === 'update') {
        document.receive(decoded.message, ids.userId);
      }
    });
    return { document, stop, lastUsedAt: performance.now() };
  };

  const documentOf = async (fileId: string): Promise<OpenDocument> => {
    const known = open.get(fileId);
    if (!known && open.size >= MAX_OPEN) {
      throw new CommandRefusal('failed', 'Too many files of this project are open.');
    }
    const opening = known ?? begin(fileId);
    if (!known) {
      open.set(fileId, opening);
      opening.catch(() => open.delete(fileId));
    }
    const shared = await opening.catch((error: unknown) => {
      if (error instanceof UserError) throw new CommandRefusal('invalid', error.message);
      const isOfDisk = error instanceof Error && 'code' in error;
      if (!isOfDisk) throw error;
      throw new CommandRefusal(
        'failed',
        `The agent can’t open it: ${describeFailure(error, 'it could not be read')}.`,
      );
    });
    shared.lastUsedAt = performance.now();
    return shared.document;
  };

  const end = (fileId: string, opening: Promise<Shared>): Promise<void> => {
    open.delete(fileId);
    const ended = close(fileId, opening).finally(() => closing.delete(fileId));
    closing.set(fileId, ended);
    return ended;
  };
  const close = async (fileId: string, opening: Promise<Shared>) => {
    try {
      const { document, stop } = await opening;
      stop();
      await document.close();
    } catch (error) {
      say(`${fileId} could not be closed: ${messageOf(error)}`);
    }
  };

  const closeUnused = async () => {
    for (const [fileId, opening] of open) {
      const shared = await opening.catch(() => null);
      if (!shared) continue;
      const isUnused = performance.now() - shared.lastUsedAt > CLOSE_AFTER_MS;
      if (isUnused || !files.get(fileId)) await end(fileId, opening);
    }
  };
  /** What was deleted may be restored, with what was typed in it, as long as it is in the trash. */
  const removeUnneeded = async () => {
    const isKnown = (fileId: string) =>
      open.has(fileId) || closing.has(fileId) || files.get(fileId) !== undefined;
    const unknown = (await listJournals(dataDir, projectId)).filter((fileId) => !isKnown(fileId));
    if (unknown.length === 0) return;
    const deleted = await openTrash(dataDir, projectId).fileIds();
    for (const fileId of unknown) {
      if (deleted.has(fileId) || isKnown(fileId)) continue;
      await removeJournal(journalPath(dataDir, projectId, fileId));
    }
  };
  const tidy = async () => {
    await closeUnused();
    await removeUnneeded();
  };
  const tidyNow = () =>
    void tidy().catch((error: unknown) => say(`${projectId}: ${messageOf(error)}`));
  const sweep = setInterval(tidyNow, parts.sweepMs ?? SWEEP_MS).unref();
  tidyNow();

  const answer = async (
    {
      fileId,
      epoch,
      vector,
    }: { fileId: string; epoch?: string | undefined; vector?: string | undefined },
    sessions: readonly SessionName[],
    userId: string,
  ) => {
    const entry = files.get(fileId);
    if (!entry)
      throw new CommandRefusal(
        'not-found',
        'There is no such file any more: it was deleted. If that is undone, it opens again.',
      );
    const document = await documentOf(fileId);
    const content = document.content();
    if ('plain' in content) {
      const { reason, text } = content.plain;
      const bytes = text === null ? null : new TextEncoder().encode(text);
      const transfer = bytes && transfers.begin(bytes, userId);
      return { kind: 'plain', reason, transfer } as const;
    }
    const { authority } = content;
    const isKnown = epoch === authority.epoch;
    // The sessions of a page with another epoch have nothing to write here.
    if (epoch === undefined || isKnown) {
      for (const { session, clientId } of sessions) {
        document.openSession(session, clientId, userId);
      }
    }
    const { docSeq, savedSeq, hash } = authority;
    const state = authority.stateSince(
      isKnown && vector !== undefined ? Buffer.from(vector, 'base64') : null,
    );
    const readOnly = document.readOnlyReason();
    return {
      kind: 'shared',
      epoch: authority.epoch,
      docSeq,
      savedSeq,
      hash,
      readOnly,
      transfer: transfers.begin(state, userId),
    } as const;
  };

  const undos = [
    responder.respond('editor.open', { projectId }, (input, _, { userId }) => {
      if (names.size >= MAX_NAMES) names.clear();
      names.set(userId, shownName(input.openedBy, userId));
      return answer(input, input.sessions, userId);
    }),
    responder.respond('editor.watch', { projectId }, (input, _, { userId }) =>
      answer(input, [], userId),
    ),
    responder.respond('editor.page', { projectId }, (input, _, { userId }) => {
      const data = transfers.read(input.transfer, input.offset, userId);
      if (data === null) throw new CommandRefusal('not-found', 'Open the file again.');
      return { data };
    }),
  ];

  return async () => {
    clearInterval(sweep);
    for (const undo of undos) undo();
    await Promise.all([...open].map(([fileId, opening]) => end(fileId, opening)));
  };
}
