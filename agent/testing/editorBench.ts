import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Journal, journalPath, openJournal } from '../editor/journal.ts';
import { type DocumentOptions, type OpenDocument, openDocument } from '../editor/openDocument.ts';
import { openProjectFiles } from '../files/projectFiles.ts';
import type { AuthorityMessage } from '../../src/lib/editing/messages.ts';
import { EditingPage } from './editingPage.ts';
import { temporaryDirectory } from './workbench.ts';

/** What a disk does to what is written: each may throw, before anything is. */
export interface DiskFaults {
  /** An entry is appended to the journal; the journal is begun again. */
  append(): void;
  begin(): void;
  save(): void;
}

/** A project of one file, a.txt, and agents that open it, one after the other. */
export function createEditorBench(
  content: string | Uint8Array,
  options: Partial<Pick<DocumentOptions, 'saveRetryMs' | 'digestIdleMs'>> = {},
) {
  const dir = temporaryDirectory('slate-editor');
  const dataDir = temporaryDirectory('slate-data');
  const path = join(dir, 'a.txt');
  writeFileSync(path, content);
  const published: AuthorityMessage[] = [];
  const said: string[] = [];
  const faults: DiskFaults = { append: () => {}, begin: () => {}, save: () => {} };
  let readOnly: string | null = null;
  let epochs = 0;
  const begin = async () => {
    const files = await openProjectFiles({
      projectId: 'web',
      readOnlyReason: async () => readOnly,
      say: (line) => said.push(line),
      ...{ dir, dataDir },
    });
    const fileId = files.at('a.txt')?.fileId ?? '';
    const journal = openJournal(journalPath(dataDir, 'web', fileId));
    const failing: Journal = {
      ...journal,
      append(entry) {
        faults.append();
        journal.append(entry);
      },
      begin(authority) {
        faults.begin();
        journal.begin(authority);
      },
    };
    const document = await openDocument({
      files: {
        ...files,
        get readOnlyReason() {
          return files.readOnlyReason;
        },
        async save(...args) {
          faults.save();
          return files.save(...args);
        },
      },
      fileId,
      journal: failing,
      publish: (message) => published.push(message),
      newEpoch: () => `e${++epochs}`,
      nameOf: (userId) => `The ${userId}`,
      say: (line) => said.push(line),
      ...options,
    });
    const end = async () => {
      await document.close();
      await files.close();
    };
    onTestFinished(end);
    return { files, fileId, document, end };
  };
  return {
    ...{ dir, path, dataDir, published, said, faults, begin },
    setReadOnly: (reason: string | null) => {
      readOnly = reason;
    },
    /** How often each kind was published. */
    count: (kind: AuthorityMessage['kind']) => published.filter((one) => one.kind === kind).length,
  };
}

/** Opens a session in which u1 writes. */
export function write(document: OpenDocument, session = 's1'): EditingPage {
  const content = document.content();
  if (!('authority' in content)) throw new Error('it is no shared text');
  const page = new EditingPage(content.authority, session);
  document.openSession(session, page.doc.clientID, 'u1');
  return page;
}

export function textOf(document: OpenDocument): string {
  const content = document.content();
  return 'authority' in content ? content.authority.text : '';
}

/** An error of the file system. */
export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
