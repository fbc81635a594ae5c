import { expect, it } from 'vitest';
import { editorWords } from './editorWords.ts';

it.each([
  [{ status: 'opening' }, true, 'Opening…', null],
  [{ status: 'synced' }, true, 'Saved', null],
  [{ status: 'unsaved', problem: null }, true, 'Saving…', null],
  [{ status: 'unsaved', problem: 'the disk is full' }, true, 'Not saved', /the disk is full\. It/],
  [{ status: 'offline', hasUnsent: false }, true, 'Offline', /may go on/],
  [{ status: 'offline', hasUnsent: true }, true, 'Offline', /kept in this browser and merged/],
  [{ status: 'offline', hasUnsent: true }, false, 'Offline', /in this tab alone/],
  [{ status: 'readOnly', reason: 'Why.' }, true, 'Read-only', /^Why\.$/],
  [{ status: 'failed', reason: 'Why.' }, true, 'Not open', /^Why\.$/],
] as const)('says of %j, kept: %j, “%s”', (state, isKept, status, more) => {
  const words = editorWords(state, isKept);
  expect(words.status).toBe(status);
  if (more === null) expect(words.more).toBeNull();
  else expect(words.more).toMatch(more);
});
