import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onStopRequest, sameRequestMs } from './stopRequest.mjs';

const handlers = new Map<string | symbol, () => void>();
const send = (signal: NodeJS.Signals) => handlers.get(signal)?.();

beforeEach(() => {
  handlers.clear();
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
  vi.stubEnv('npm_lifecycle_event', 'start');
  vi.spyOn(process, 'on').mockImplementation((name: string | symbol, handler: () => void) => {
    handlers.set(name, handler);
    return process;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

function listen() {
  const again = vi.fn<() => void>();
  return { again, asked: onStopRequest({ again }) };
}

test('a Ctrl+C that comes from the terminal and from npm is one request, and so is npm’s end', async () => {
  const { again, asked } = listen();
  send('SIGINT');
  await asked;
  vi.advanceTimersByTime(sameRequestMs / 2);
  send('SIGINT');
  vi.spyOn(process, 'ppid', 'get').mockReturnValue(1);
  vi.advanceTimersByTime(sameRequestMs * 10);
  send('SIGHUP');
  expect(again).not.toHaveBeenCalled();
});

test('whoever presses Ctrl+C once more is impatient, each time once', async () => {
  const { again, asked } = listen();
  send('SIGINT');
  await asked;
  for (const times of [1, 2]) {
    vi.advanceTimersByTime(sameRequestMs);
    send('SIGINT');
    send('SIGINT');
    expect(again).toHaveBeenCalledTimes(times);
  }
});

test.each(['SIGTERM', 'SIGHUP'] as const)('%s is a request too', async (signal) => {
  const { asked } = listen();
  send(signal);
  await asked;
});

test('the death of npm alone is a request', async () => {
  const { asked } = listen();
  vi.spyOn(process, 'ppid', 'get').mockReturnValue(1);
  vi.advanceTimersByTime(1000);
  await asked;
});
