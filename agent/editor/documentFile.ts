import { readFile, stat } from 'node:fs/promises';
import { type FileText, readFileText } from '../../src/lib/editing/fileText.ts';
import { MAX_TEXT_BYTES } from '../../src/lib/editing/limits.ts';
import { fileProblem } from '../fileProblem.ts';
import type { ProjectFiles } from '../files/fileEntry.ts';
import { UserError } from '../userError.ts';

/** Larger files are not read at all. */
const MAX_READ_BYTES = 64 * MAX_TEXT_BYTES;

/** @throws UserError, or Error of the file system */
export async function readText(files: ProjectFiles, fileId: string): Promise<FileText> {
  const path = await files.locate(fileId);
  const { size } = await stat(path);
  if (size > MAX_READ_BYTES) {
    return { kind: 'readOnly', reason: 'This file is too large to be shown here.', text: null };
  }
  return readFileText(await readFile(path));
}

/** Why a file could not be written, in words for those who edit it. */
export function describeFailure(error: unknown): string {
  if (error instanceof UserError) return error.message;
  const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  return isGone ? 'its directory is gone' : (fileProblem(error) ?? 'it could not be written');
}
