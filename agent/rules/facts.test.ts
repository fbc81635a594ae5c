import { expect, test } from 'vitest';
import { slateCatalog } from '../../src/catalogs/slate/index.ts';
import { encodeJson } from '../../src/lib/messaging/internals.ts';
import { decodeStored } from './facts.ts';

test('a rule reads CloudEvents in binary mode, whose attributes are headers', () => {
  const headers = () => ({
    'ce-specversion': ['1.0'],
    'ce-id': ['e1'],
    'ce-source': ['ci'],
    'ce-type': ['com.example.build.failed'],
    'ce-time': ['2026-11-22T05:00:00Z'],
  });
  const stored = {
    ...{ stream: 'SLATE_EVENTS', seq: 7, at: 1_000, subject: 'slate.build.failed.web' },
    body: encodeJson({ buildId: 'b1', step: 'Test' }),
  };
  expect(decodeStored(slateCatalog, { ...stored, headers })).toMatchObject({
    eventId: 'e1',
    event: { projectId: 'web', data: { buildId: 'b1', step: 'Test' } },
  });
  expect(decodeStored(slateCatalog, stored)).toBeNull();
});
