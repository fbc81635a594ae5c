import { beforeAll, describe, expect, it } from 'vitest';
import { KeyValue } from './keyValue.ts';
import { internalsOf } from '../../src/lib/messaging/internals.ts';
import { ensureStream } from './streamSetup.ts';
import { Rig, type RigClient } from '../../src/lib/messaging/testing/rig.ts';

const settings = {
  name: 'KV_things',
  subjects: ['$KV.things.>'],
  maxAgeMs: 0,
  maxBytes: 1024 * 1024,
  duplicateWindowMs: 120_000,
  history: 5,
};

let rig: Rig;
let client: RigClient;
let kv: KeyValue;
let keys = 0;
beforeAll(async () => {
  rig = await Rig.start();
  client = await rig.liveClient();
  expect(await ensureStream(client, settings)).toBe('created');
  kv = new KeyValue(internalsOf(client), 'things');
  return () => rig.end();
});
const newKey = () => `k${(keys += 1)}`;

describe('a key-value bucket', () => {
  it('is made once, and found as it is', async () => {
    expect(await ensureStream(client, settings)).toBe('unchanged');
  });

  it('has keys of several tokens, and the time of each value', async () => {
    const key = newKey();
    await kv.put(`${key}.a.x`, 1, 0, `${key}-1`);
    await kv.put(`${key}.b.x`, 2, 0, `${key}-2`);
    await kv.put(key, 3, 0, `${key}-3`);
    expect((await kv.keys(`${key}.*.x`)).toSorted()).toEqual([`${key}.a.x`, `${key}.b.x`]);
    expect(await kv.keys('none.*')).toEqual([]);
    const [first, last] = [await kv.get(`${key}.a.x`), await kv.get(key)];
    if (first.kind !== 'value' || last.kind !== 'value') throw new Error('no value');
    expect(last.storedAt).toBeGreaterThanOrEqual(first.storedAt);
  });

  it('tells what was never written, what is there and what was deleted apart', async () => {
    const key = newKey();
    expect(await kv.get(key)).toEqual({ kind: 'none', revision: 0 });
    const first = await kv.put(key, { name: 'Ünï' }, 0, 'w1');
    expect(await kv.get(key)).toMatchObject({ kind: 'value', value: { name: 'Ünï' } });
    expect(first).toEqual({ kind: 'written', revision: (await kv.get(key)).revision });
    const gone = await kv.remove(key, (await kv.get(key)).revision, 'w2');
    expect(await kv.get(key)).toEqual({
      kind: 'deleted',
      revision: gone.kind === 'written' ? gone.revision : 0,
    });
    const again = await kv.put(key, 2, (await kv.get(key)).revision, 'w3');
    expect(again.kind).toBe('written');
    expect(await kv.get(key)).toMatchObject({ kind: 'value', value: 2 });
  });

  it('lets exactly one of many writers win, and the others know', async () => {
    const key = newKey();
    for (let round = 0; round < 5; round++) {
      const { revision } = await kv.get(key);
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, writer) =>
          kv.put(key, writer, revision, `race ${round} ${writer}`),
        ),
      );
      const winners = outcomes.flatMap(({ kind }, writer) => (kind === 'written' ? [writer] : []));
      expect(winners).toHaveLength(1);
      expect(await kv.get(key)).toMatchObject({ value: winners[0] });
    }
  });

  it('takes the second try of a write whose answer was lost for what it is', async () => {
    const key = newKey();
    const first = await kv.put(key, 1, 0, 'same');
    expect(await kv.put(key, 1, 0, 'same')).toEqual(first);
    expect(await kv.put(key, 1, 0, 'other')).toEqual({ kind: 'outdated' });
  });

  it('gives what is no JSON as undefined', async () => {
    const key = newKey();
    await internalsOf(client).ask(`$KV.things.${key}`, new TextEncoder().encode('{'), 5_000);
    expect(await kv.get(key)).toMatchObject({ kind: 'value', value: undefined });
  });
});
