import { setImmediate as tick } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Child } from './processes.ts';
import { supervise, untilReady } from './supervise.ts';

/** A program that ends when the test says so. */
function fakeChild() {
  let end: (how: string) => void = () => {};
  const child: Child = {
    pid: undefined,
    ended: new Promise((done) => {
      end = done;
    }),
    end: vi.fn<Child['end']>(async () => {}),
  };
  return { child, end: (how = 'it ended') => end(how) };
}

const said: string[] = [];
beforeEach(() => {
  said.length = 0;
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
});
afterEach(() => vi.restoreAllMocks());

test('fails if the program does not start the first time', async () => {
  const launch = () => Promise.reject(new Error('broken'));
  const { signal } = new AbortController();
  await expect(supervise({ name: 'it', launch, signal })).rejects.toThrow('broken');
});

test('starts a program again, after a pause, and only once there is room', async () => {
  const stop = new AbortController();
  const [first, second] = [fakeChild(), fakeChild()];
  const launch = vi
    .fn<() => Promise<Child>>()
    .mockResolvedValueOnce(first.child)
    .mockResolvedValueOnce(second.child);
  let makeRoom = () => {};
  const room = new Promise<void>((done) => {
    makeRoom = done;
  });
  const mayLaunch = vi.fn<() => Promise<void>>(() => room);
  await supervise({ name: 'it', launch, mayLaunch, signal: stop.signal, firstDelayMs: 20 });
  first.end('it ended by SIGKILL');
  await vi.waitFor(() => expect(mayLaunch).toHaveBeenCalledOnce());
  expect(said).toEqual(['it ended by SIGKILL; starting it again in 0.02 s.\n']);
  expect(launch).toHaveBeenCalledOnce();
  makeRoom();
  await vi.waitFor(() => expect(launch).toHaveBeenCalledTimes(2));
  stop.abort();
});

test('keeps trying when a later start fails', async () => {
  const stop = new AbortController();
  const [first, third] = [fakeChild(), fakeChild()];
  const launch = vi
    .fn<() => Promise<Child>>()
    .mockResolvedValueOnce(first.child)
    .mockRejectedValueOnce(new Error('not yet'))
    .mockResolvedValueOnce(third.child);
  await supervise({ name: 'it', launch, signal: stop.signal, firstDelayMs: 5 });
  first.end();
  await vi.waitFor(() => expect(launch).toHaveBeenCalledTimes(3));
  expect(said.at(-1)).toBe('not yet\n');
  stop.abort();
});

test('does not start again what ends because all is stopping', async () => {
  const stop = new AbortController();
  const { child, end } = fakeChild();
  const launch = vi.fn<() => Promise<Child>>().mockResolvedValue(child);
  await supervise({ name: 'it', launch, signal: stop.signal, firstDelayMs: 1 });
  stop.abort();
  end();
  await tick();
  expect(launch).toHaveBeenCalledOnce();
  expect(said).toEqual([]);
});

test('ready, dead and silent programs are distinguished', async () => {
  const never = () => new Promise<void>(() => {});
  const ready = fakeChild();
  const ask = { name: 'it', timeoutMs: 30 };
  await untilReady({ ...ask, child: ready.child, ready: async () => {} });
  expect(ready.child.end).not.toHaveBeenCalled();

  const dead = fakeChild();
  dead.end('it ended with exit code 3');
  const deadWait = untilReady({ ...ask, child: dead.child, ready: never });
  await expect(deadWait).rejects.toThrow('it ended with exit code 3');

  const silent = fakeChild();
  const silentWait = untilReady({ ...ask, child: silent.child, ready: never });
  await expect(silentWait).rejects.toThrow('it was not ready after 0.03 s');
  expect(silent.child.end).toHaveBeenCalled();
});
