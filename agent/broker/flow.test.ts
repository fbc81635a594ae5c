import { expect, test } from 'vitest';
import { createFlows } from './flow.ts';

test.each([
  ['events', { events: 4, chars: 1_000 }, 1],
  ['characters', { events: 1_000, chars: 40 }, 10],
])('a child is paused above so many %s under way, and no other is', async (_, limits, size) => {
  const createFlow = createFlows(limits);
  const [chatty, quiet] = [createFlow(), createFlow()];
  const under: PromiseWithResolvers<void>[] = [];
  const add = (flow: typeof chatty) => {
    const one = Promise.withResolvers<void>();
    under.push(one);
    flow.add(one.promise, size);
  };
  for (let i = 0; i < 4; i++) add(chatty);
  expect(chatty.wait()).toBeUndefined();
  add(chatty);
  const pause = chatty.wait();
  expect(pause).toBeInstanceOf(Promise);
  add(quiet);
  add(quiet);
  expect(quiet.wait()).toBeUndefined();
  // Now the two share the limit.
  add(quiet);
  expect(quiet.wait()).toBeInstanceOf(Promise);
  for (const one of under) one.resolve();
  await pause;
  expect([chatty.wait(), quiet.wait()]).toEqual([undefined, undefined]);
});
