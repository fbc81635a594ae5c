import { type FileText, readFileText } from '../../src/lib/editing/fileText.ts';
import { MAX_TEXT_BYTES } from '../../src/lib/editing/limits.ts';
import { fileProblem } from '../fileProblem.ts';
import type { ProjectFiles } from '../files/fileEntry.ts';
import { readRegularFile } from '../files/replaceFile.ts';
import { UserError } from '../userError.ts';

/** Larger files are not read at all. */
const MAX_READ_BYTES = 64 * MAX_TEXT_BYTES;

/** @throws UserError, or Error of the file system */
export async function readText(files: ProjectFiles, fileId: string): Promise<FileText> {
  const path = await files.locate(fileId);
  // Something else may have taken its place since: no link is followed, no pipe waited for.
  const read = await readRegularFile(path, MAX_READ_BYTES).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : 'ELOOP';
    if (code !== 'ELOOP') throw error;
    throw new UserError('It is not a regular file any more.');
  });
  if (read !== 'too-big') return readFileText(read.content);
  return { kind: 'readOnly', reason: 'This file is too large to be shown here.', text: null };
}

/** Why a file could not be written, or else be used, in words for those who edit it. */
export function describeFailure(error: unknown, otherwise = 'it could not be written'): string {
  if (error instanceof UserError) return error.message;
  const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  return isGone ? 'its directory is gone' : (fileProblem(error) ?? otherwise);
}
