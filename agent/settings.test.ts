import { describe, expect, test } from 'vitest';
import { parseSettings } from './settings.ts';

const passwords = { SLATE_AGENT_PASSWORD: 'secret-a', SLATE_RESPONDER_PASSWORD: 'secret-r' };

describe('settings', () => {
  test('have defaults for all but the passwords', () => {
    const settings = parseSettings({ ...passwords, SLATE_NATS_URL: '', HOME: '/x' });
    expect(settings).toMatchObject({
      natsUrl: 'nats://127.0.0.1:4222',
      projects: [],
      httpPort: null,
      proxyPort: 4_180,
      events: { maxAgeMs: 30 * 24 * 3_600_000 },
      logs: { maxBytes: 512 * 1024 * 1024 },
      buildAckWaitMs: 30_000,
    });
    expect(settings.dataDir).toBe(`${process.cwd()}/.slate`);
  });

  test('are read from the environment', () => {
    const settings = parseSettings({
      ...passwords,
      SLATE_NATS_URL: 'nats://10.0.0.1:1, nats://10.0.0.2:1',
      SLATE_DATA_DIR: '/data',
      SLATE_PROJECTS: '["/a","/b"]',
      SLATE_LOGS_MAX_AGE_HOURS: '0.5',
      SLATE_LOGS_MAX_BYTES: '1000',
      SLATE_BUILD_ACK_WAIT_MS: '1500',
      SLATE_AGENT_HTTP_PORT: '4174',
      SLATE_PROXY_PORT: '0',
    });
    expect(settings).toMatchObject({
      natsUrl: 'nats://10.0.0.1:1, nats://10.0.0.2:1',
      dataDir: '/data',
      projects: ['/a', '/b'],
      httpPort: 4_174,
      proxyPort: 0,
      logs: { maxAgeMs: 1_800_000, maxBytes: 1_000 },
      buildAckWaitMs: 1_500,
    });
  });

  test('that are bad are named all at once, without their values', () => {
    const env = {
      SLATE_AGENT_PASSWORD: 'secret-a',
      SLATE_NATS_URL: 'nats://x,nats://agent:secret-in-url@x',
      SLATE_PROJECTS: 'secret-project',
      SLATE_EVENTS_MAX_BYTES: '0',
      SLATE_MAX_BUILDS: '0.5',
      SLATE_EVENTS_MAX_AGE_HOURS: 'ten',
    };
    const attempt = () => parseSettings(env);
    for (const key of [
      'SLATE_RESPONDER_PASSWORD is missing',
      'SLATE_NATS_URL',
      'SLATE_PROJECTS is not valid JSON',
      'SLATE_EVENTS_MAX_BYTES',
      'SLATE_MAX_BUILDS must be a whole number',
      'SLATE_EVENTS_MAX_AGE_HOURS',
    ]) {
      expect(attempt).toThrow(key);
    }
    expect(attempt).not.toThrow(/secret-/);
  });

  test.each(['{}', '["relative"]', '[1]', '"text"'])('refuse projects %s', (projects) => {
    expect(() => parseSettings({ ...passwords, SLATE_PROJECTS: projects })).toThrow(
      /^Bad settings: SLATE_PROJECTS must .*absolute directories/,
    );
  });
});
