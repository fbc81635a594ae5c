import { afterEach, beforeAll, expect, expectTypeOf, it } from 'vitest';
import { encodeJson } from '../catalog/codec.ts';
import { consume, MessagingError } from '../index.ts';
import { makeStream, openAll } from '../testing/openCatalogs.ts';
import { Rig } from '../testing/rig.ts';
import { until } from '../testing/until.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.start();
  await makeStream(await openAll(rig), 'SUPPLY_CHAIN');
  return () => rig.end();
});
afterEach(async () => {
  await rig.tidy();
  await rig.api('STREAM.PURGE.SUPPLY_CHAIN');
});

const created = 'execution.purchase_order.created';
let orders = 0;
const order = (purchase_order_id: string) => ({
  ...{ id: `event-${orders++}`, organization_id: 'o1' },
  payload: { purchase_order_id },
});
const unsettled = async (name: string) => {
  const info = await rig.api(`CONSUMER.INFO.SUPPLY_CHAIN.${name}`);
  return Number(info.num_ack_pending) + Number(info.num_pending);
};

it('hands what came meanwhile to one of those who share the name, until one is done', async () => {
  const writer = await openAll(rig);
  const publish = (id: string) => writer.publish(created, order(id), { durable: true });
  await publish('first');
  const seen: string[] = [];
  const worker = async (label: string) =>
    consume(await openAll(rig), 'execution.*.created', { name: 'desk' }, ({ event, meta }) => {
      expectTypeOf(meta.name).toEqualTypeOf<
        'execution.purchase_order.created' | 'execution.sales_order.created'
      >();
      expect(meta.subject).toBe(created);
      if (event.subject !== 'execution.purchase_order.created') return;
      seen.push(`${event.payload?.purchase_order_id} by ${label}`);
    });
  const stops = [await worker('a'), await worker('b')];
  for (const id of ['second', 'third', 'fourth']) await publish(id);
  await until(() => seen.length === 4);
  await until(async () => (await unsettled('desk')) === 0);
  expect(new Set(seen.map((line) => line.split(' ')[0]))).toEqual(
    new Set(['first', 'second', 'third', 'fourth']),
  );
  for (const stop of stops) stop();
  await publish('while away');
  await worker('c');
  await until(() => seen.length === 5);
  expect(seen.at(-1)).toBe('while away by c');
});

it('redelivers what was not done, and not what can never be done', async () => {
  const client = await openAll(rig);
  const tries: string[] = [];
  const errors: unknown[] = [];
  const publish = (id: string) => client.publish(created, order(id), { durable: true });
  for (const id of ['nak', 'throws', 'never']) await publish(id);
  // No event of the catalog: counted, and taken out.
  const raw = await rig.driver();
  raw.publish(created, encodeJson({ subject: created, payload: {} }));
  const stop = consume(
    client,
    created,
    { name: 'clerk', onHandlerError: (error) => errors.push(error) },
    ({ event, deliveries }) => {
      const id = event.payload?.purchase_order_id;
      tries.push(`${id} ${deliveries}`);
      if (deliveries > 1) return 'done';
      if (id === 'throws') throw new Error('a fault of the handler');
      return id === 'never' ? 'never' : { againAfterMs: 1 };
    },
  );
  await until(async () => tries.length === 5 && (await unsettled('clerk')) === 0);
  expect(new Set(tries)).toEqual(new Set(['nak 1', 'nak 2', 'never 1', 'throws 1', 'throws 2']));
  expect(errors).toEqual([new Error('a fault of the handler')]);
  expect(client.getMetrics().invalidSamples).toMatchObject([{ subject: created }]);
  stop();
});

it('keeps what takes long, and goes on after a restart of the server', async () => {
  const client = await openAll(rig);
  const tries: number[] = [];
  const release = Promise.withResolvers<void>();
  const seen: string[] = [];
  await client.publish(created, order('slow'), { durable: true });
  const working = await rig.tap('$JS.ACK.SUPPLY_CHAIN.slow.>');
  const options = { name: 'slow', ackWaitMs: 600 };
  const stop = consume(client, created, options, async ({ event, deliveries }) => {
    tries.push(deliveries);
    if (event.payload?.purchase_order_id === 'slow') await release.promise;
    seen.push(event.payload?.purchase_order_id ?? '');
  });
  // More than twice the time within which it would have been handed out again.
  await until(() => working.length > 6);
  release.resolve();
  await until(() => seen.length === 1);
  expect(tries).toEqual([1]);
  await rig.server.restart();
  await until(() => client.getState().status === 'live');
  await client.publish(created, order('after'), { durable: true, attempts: 20 });
  await until(() => seen.includes('after'));
  stop();
});

it('says what keeps it from working, and refuses what no stream keeps', async () => {
  const client = await openAll(rig);
  const problems: MessagingError[] = [];
  const stop = consume(
    client,
    'library.>',
    { name: 'x', onProblem: (error) => problems.push(error) },
    () => {},
  );
  await until(() => problems.length > 0);
  expect(problems[0]).toBeInstanceOf(MessagingError);
  stop();
  expect(() => consume(client, 'slate.collab.>', { name: 'x' }, () => {})).toThrow(/No single/);
  expect(() => consume(client, created, { name: 'x y' }, () => {})).toThrow(/not an id/);
});
