import { describe, expect, it } from 'vitest';
import { parseSettings } from './env.ts';

describe('parseSettings', () => {
  it('takes WebSocket addresses', () => {
    for (const natsUrl of ['ws://127.0.0.1:4223', 'wss://nats.example.com/', 'ws://a, ws://b']) {
      expect(parseSettings({ natsUrl })).toEqual({ ok: true, settings: { natsUrl } });
    }
  });

  it('names the variable that is wrong', () => {
    for (const natsUrl of [
      'nats://127.0.0.1:4222',
      'not a url',
      '',
      undefined,
      'http://x',
      'ws://a,nats://b',
      ',',
    ]) {
      const parsed = parseSettings({ natsUrl });
      expect(parsed.ok).toBe(false);
      if (!parsed.ok) expect(parsed.problems.join()).toContain('VITE_NATS_URL');
    }
  });
});
