import type { EditorTransport, OpenAnswer } from '../../lib/editing/clientTypes.ts';
import { Unreachable } from '../../lib/editing/clientTypes.ts';
import { isMessagingError, type MessagingClient } from '../../lib/messaging/index.ts';

/**
 * The way of an open file to the agent that looks after it.
 * @param userName the name that others read beside what was changed
 */
export function createEditorTransport(
  client: MessagingClient,
  projectId: string,
  fileId: string,
  userName: () => string,
): EditorTransport {
  const { userId } = client;
  return {
    async open({ sessions, known }) {
      const file = {
        fileId,
        ...(known ? { epoch: known.epoch, vector: toBase64(known.vector) } : {}),
      };
      const names = sessions.map(({ session, clientId }) => ({ session, clientId }));
      try {
        const answer = await client
          .request('editor.open', { projectId }, { ...file, sessions: names, openedBy: userName() })
          .catch(async (error: unknown) => {
            if (!isMessagingError(error, 'denied')) throw error;
            const watched = await client.request('editor.watch', { projectId }, file);
            return { ...watched, readOnly: NOT_ALLOWED };
          });
        const bytes = answer.transfer && (await readAll(client, projectId, answer.transfer));
        return toAnswer(answer, bytes);
      } catch (error) {
        throw isMessagingError(error) && unreachable.has(error.code)
          ? new Unreachable(error.message)
          : error;
      }
    },
    send(chunk) {
      try {
        client.publishBytes('editor.sync', { userId, fileId }, chunk);
      } catch (error) {
        // It is sent again when there is a connection.
        if (!isMessagingError(error) || error.code !== 'offline') throw error;
      }
    },
    onChunk: (listener) =>
      client.subscribeBytes('editor.sync', { userId: 'agent', fileId }, (chunk) => listener(chunk)),
    isLive: () => client.getState().status === 'live',
    onLive: (listener) => client.onState(listener),
  };
}

const NOT_ALLOWED = 'Your role may read files and not edit them.';
const unreachable = new Set<string>(['offline', 'no-responders', 'timeout', 'closed']);

type Opened = Awaited<ReturnType<MessagingClient['request']>>;
type Answer = Extract<Opened, { readonly kind: 'shared' | 'plain' }>;
interface Transfer {
  readonly data: string;
  readonly size: number;
  readonly transfer: string;
}

function toAnswer(answer: Answer, bytes: Uint8Array | null): OpenAnswer {
  if (answer.kind === 'plain') {
    const text = bytes && new TextDecoder().decode(bytes);
    return { kind: 'plain', reason: answer.reason, text };
  }
  const { epoch, docSeq, savedSeq, hash, readOnly } = answer;
  const state = bytes ?? new Uint8Array();
  return { kind: 'shared', epoch, docSeq, savedSeq, hash, readOnly, state };
}

async function readAll(
  client: MessagingClient,
  projectId: string,
  { data, size, transfer }: Transfer,
): Promise<Uint8Array> {
  const parts = [fromBase64(data)];
  let offset = parts[0]?.length ?? 0;
  while (offset < size) {
    const page = await client.request('editor.page', { projectId }, { transfer, offset });
    const part = fromBase64(page.data);
    if (part.length === 0) throw new Unreachable('The file ended early.');
    parts.push(part);
    offset += part.length;
  }
  const all = new Uint8Array(offset);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
