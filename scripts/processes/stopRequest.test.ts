import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onStopRequest, sameRequestMs } from './stopRequest.ts';

const handlers = new Map<string | symbol, () => void>();
const send = (event: NodeJS.Signals | 'disconnect') => handlers.get(event)?.();

beforeEach(() => {
  handlers.clear();
  vi.useFakeTimers({ toFake: ['performance'] });
  vi.spyOn(process, 'on').mockImplementation((name: string | symbol, handler: () => void) => {
    handlers.set(name, handler);
    return process;
  });
});
afterEach(() => {
  vi.useRealTimers();
});

function listen() {
  const again = vi.fn<() => void>();
  return { again, asked: onStopRequest({ again }) };
}

test('a Ctrl+C that comes from the terminal and from npm is one request, and so is the parent’s end', async () => {
  const { again, asked } = listen();
  send('SIGINT');
  await asked;
  vi.advanceTimersByTime(sameRequestMs / 2);
  send('SIGINT');
  vi.advanceTimersByTime(sameRequestMs * 10);
  send('disconnect');
  send('SIGHUP');
  expect(again).not.toHaveBeenCalled();
});

test('a further Ctrl+C repeats the request, each time once', async () => {
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

test.each(['SIGTERM', 'SIGHUP', 'disconnect'] as const)('%s is a request too', async (event) => {
  const { asked } = listen();
  send(event);
  await asked;
});
