import { expect, test } from 'vitest';
import { createFakeClient } from '../testing/fakeClient.ts';
import { createFakeKeyValue } from '../testing/fakeKeyValue.ts';
import { createBuildNumbers } from './buildNumbers.ts';

test('builds are numbered by project, and a repeated one keeps its number', async () => {
  const numbers = createBuildNumbers(createFakeClient(), createFakeKeyValue());
  expect(await numbers.give('web', 'a')).toBe(1);
  expect(await numbers.give('web', 'b')).toBe(2);
  expect(await numbers.give('api', 'c')).toBe(1);
  expect(await numbers.give('web', 'a')).toBe(1);
});

test('agents that number at the same moment give no number twice and leave none out', async () => {
  const kv = createFakeKeyValue();
  const agents = Array.from({ length: 4 }, () => createBuildNumbers(createFakeClient(), kv));
  const given = await Promise.all(
    [0, 1, 2].flatMap((round) =>
      agents.map((agent, i) => agent.give('web', `build-${round}-${i}`)),
    ),
  );
  expect(given.toSorted((a, b) => Number(a) - Number(b))).toEqual(
    Array.from({ length: 12 }, (_, i) => i + 1),
  );
});

test('what the server does not confirm is no number; a deleted project begins again', async () => {
  const kv = createFakeKeyValue();
  const numbers = createBuildNumbers(createFakeClient(), kv);
  kv.failures.push({ error: new Error('no answer'), stored: false });
  expect(await numbers.give('web', 'a')).toBeNull();
  expect(await numbers.give('web', 'a')).toBe(1);
  await numbers.forget('web');
  expect(await numbers.give('web', 'b')).toBe(1);
});
