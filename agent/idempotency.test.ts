import { expect, test } from 'vitest';
import { CommandRefusal } from '../src/lib/messaging/index.ts';
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

test('a command that could not be done yet runs when it is sent again', async () => {
  const once = createOnce();
  const answers = [
    () => Promise.reject(new CommandRefusal('failed', 'try again')),
    () => Promise.resolve('started'),
    () => Promise.resolve('started twice'),
  ];
  const run = () => answers.shift()?.() ?? Promise.resolve('too often');
  await expect(once('k', run)).rejects.toThrow('try again');
  expect(await once('k', run)).toBe('started');
  expect(await once('k', run)).toBe('started');
});
