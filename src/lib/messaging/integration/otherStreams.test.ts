import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeStream, openAll } from '../testing/openCatalogs.ts';
import { Rig } from '../testing/rig.ts';
import { until } from '../testing/until.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.start();
  return () => rig.end();
});
afterEach(() => rig.tidy());

describe('an event that goes without its stream', () => {
  it('is sent live once where there is none, and stored as soon as there is one', async () => {
    const [writer, reader] = [await openAll(rig), await openAll(rig)];
    const seen: string[] = [];
    reader.subscribe('project.*.updated', ({ id }) => seen.push(id ?? ''));
    // Those who know nothing of ids see it once too.
    const tapped = await rig.tap('project.*.updated');
    await reader.flush();
    const update = (id: string, durable = true) =>
      writer.publish('expert.project.updated', { projectId: 'p1', id }, { durable });

    expect(await update('a')).toEqual({ id: 'a', outcome: 'sent' });
    expect(await update('b', false)).toEqual({ id: 'b', outcome: 'sent' });
    await until(() => seen.length === 2);
    expect(tapped).toHaveLength(2);

    await makeStream(writer, 'EXPERT_SOURCING');
    await until(async () => (await update(`c${seen.length}`)).outcome === 'stored');
    const last = await update('last');
    expect(last.outcome).toBe('stored');
    await until(() => seen.includes('last'));
    expect(new Set(seen).size).toBe(seen.length);
    // Under both ways with one id: the stream and its readers have it once.
    await update('a', false);
    await update('both', false);
    await update('both', false);
    await update('end');
    await until(() => seen.includes('end'));
    expect(seen.filter((id) => id === 'both' || id === 'a')).toEqual(['a', 'both']);
    const history: (string | undefined)[] = [];
    reader.follow('project.p1.updated', 'all', {
      onEvents: (deliveries) => history.push(...deliveries.map(({ event }) => event.id)),
    });
    await until(() => history.includes('end'));
    expect(history.filter((id) => id === 'both')).toEqual(['both']);
  });
});

describe('an event that is published with three attempts', () => {
  const order = { id: 'o1', organization_id: 'o1', payload: { purchase_order_id: 'po-1' } };

  it('rejects after the last, and leaves nothing behind', async () => {
    const writer = await openAll(rig);
    const publish = writer.publish('execution.purchase_order.created', order, { durable: true });
    await expect(publish).rejects.toMatchObject({ code: 'no-responders' });
    expect(writer.getOutbox().queued).toBe(0);
  });

  it('is stored once however often it is asked for', async () => {
    const [writer, reader] = [await openAll(rig), await openAll(rig)];
    await makeStream(writer, 'SUPPLY_CHAIN');
    const publish = () =>
      writer.publish('execution.purchase_order.created', order, { durable: true });
    expect(await publish()).toMatchObject({ outcome: 'stored' });
    await expect(publish()).rejects.toMatchObject({ code: 'duplicate' });
    expect(await rig.stored('SUPPLY_CHAIN')).toBe(1);
    const history: unknown[] = [];
    reader.follow('execution.>', 'all', {
      onEvents: (deliveries) => history.push(...deliveries.map(({ event }) => event.payload)),
    });
    await until(() => history.length === 1);
    expect(history).toEqual([order.payload]);
  });
});
