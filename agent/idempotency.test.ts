import { expect, test } from 'vitest';
import { createOnce } from './idempotency.ts';

test('a command is forgotten after ten minutes, and its refusal is remembered too', async () => {
  let now = 0;
  let runs = 0;
  const once = createOnce(() => now);
  const run = async () => {
    runs += 1;
    throw new Error(`run ${runs}`);
  };
  await expect(once('k', run)).rejects.toThrow('run 1');
  await expect(once('k', run)).rejects.toThrow('run 1');
  now = 600_001;
  await expect(once('k', run)).rejects.toThrow('run 2');
  await expect(once(undefined, run)).rejects.toThrow('run 3');
});
