import { assertToken } from '../../lib/messaging/catalog/subjects.ts';

/** Object store of chunks that no agent has fetched yet. */
const UPLOADS_STORE = 'slate_uploads';
/** The stream of that store. */
export const UPLOADS_STREAM = `OBJ_${UPLOADS_STORE}`;
/** Chunks and metadata of the store; pages may publish chunks alone. */
export const UPLOADS_SUBJECTS = [`$O.${UPLOADS_STORE}.C.>`, `$O.${UPLOADS_STORE}.M.>`] as const;

/**
 * Where the chunks of an upload are stored.
 * @param chunk its number from 0, or `*` for all
 * @throws MessagingError 'invalid-token'
 */
export function uploadChunkSubject(uploadId: string, chunk: number | '*'): string {
  return `$O.${UPLOADS_STORE}.C.${assertToken(uploadId, 'uploadId')}.${chunk}`;
}

/** The number in a chunk's subject, or null if it is none. */
export function chunkNumberOf(subject: string): number | null {
  const last = subject.slice(subject.lastIndexOf('.') + 1);
  return /^(?:0|[1-9]\d{0,8})$/.test(last) ? Number(last) : null;
}
