import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { isLive, withRig } from '../../src/lib/messaging/testing/rig.ts';
import { serveStatus } from './httpStatus.ts';
import { createPublisher } from '../publish/publisher.ts';
import { keepStreams } from '../broker/streams.ts';
import { createFakeClient } from '../testing/fakeClient.ts';
import { until } from '../testing/workbench.ts';

const limits = { maxAgeMs: 3_600_000, maxBytes: -1 };
const settings = {
  events: limits,
  logs: { ...limits, maxMsgsPerSubject: -1 },
  otherEvents: limits,
  uploads: limits,
  replicas: 1,
};

test('a live agent is healthy, one without its server or its streams is not', () =>
  withRig({}, async (rig) => {
    const client = rig.client();
    const streams = keepStreams(client, settings, () => {});
    rig.onEnd(() => streams.stop());
    const publisher = createPublisher(client, () => {});
    const source = { client, counts: publisher.counts, streamsReady: streams.isReady };
    const status = await serveStatus(0, source, () => {});
    onTestFinished(() => status?.close());
    const get = (path: string, init?: RequestInit) =>
      fetch(`http://127.0.0.1:${status?.port}${path}`, init);
    await isLive(client);
    await until(async () => expect((await get('/healthz')).status).toBe(200));
    expect(await (await get('/healthz')).json()).toEqual({
      status: 'live',
      since: expect.any(Number),
      jetstream: 'on',
      streams: 'ready',
      outbox: { queued: 0, parked: 0, degraded: false, storage: 'memory' },
    });

    await publisher.store('build.started', { projectId: 'p1', data: { buildId: 'b1' } });
    await publisher.store('build.failed', { projectId: 'p1', data: { buildId: 'b1' } });
    await publisher.store('runtime.started', { sessionId: 's1' });
    await until(async () => {
      const response = await get('/metrics');
      expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
      const text = await response.text();
      expect(text).toContain('\nslate_connected 1\n');
      expect(text).toContain('\nslate_builds_total{result="failed"} 1\n');
      expect(text).toContain('\nslate_builds_running 0\n');
      expect(text).toContain('\nslate_sessions_running 1\n');
      expect(text).toContain('\nslate_outbox_entries 0\n');
      expect(text).toMatch(/\nslate_messages_sent_total [1-9]/);
      expect(text).toMatch(
        /\nslate_rtt_seconds_bucket\{le="\+Inf"\} [1-9]\d*\nslate_rtt_seconds_sum /,
      );
      expect(text).toMatch(/\nprocess_resident_memory_bytes \d/);
      // Each sample is a line that Prometheus can read, and each family comes once.
      const lines = text.split('\n').filter((line) => line !== '');
      for (const line of lines) {
        expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{[^}]*\})? [-+\w.]+)$/);
      }
      const types = lines.filter((line) => line.startsWith('# TYPE'));
      expect(new Set(types).size).toBe(types.length);
    });

    expect((await get('/healthz', { method: 'POST' })).status).toBe(405);
    expect((await get('/')).status).toBe(404);

    await rig.server.kill();
    await until(async () => expect((await get('/healthz')).status).toBe(503));
    await rig.server.restart({ jetstream: false });
    await isLive(client);
    const degraded = await get('/healthz');
    expect(degraded.status).toBe(503);
    expect(await degraded.json()).toMatchObject({ jetstream: 'off', streams: 'not ready' });
  }));

test('a port that is taken is told, and nothing else happens', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const address = other.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const said: string[] = [];
  const client = createFakeClient();
  const { counts } = createPublisher(client, () => {});
  const source = { client, counts, streamsReady: () => true };
  expect(await serveStatus(port, source, (line) => said.push(line))).toBeNull();
  expect(said[0]).toContain('SLATE_AGENT_HTTP_PORT');
});
