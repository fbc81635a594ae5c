import { type ParsedSettings, parseSettings } from '../lib/env.ts';

const DEFAULT_NATS_WS_PORT = 4223;

/**
 * The server of the page sets the NATS address (meta tag), so that one build serves any; else the
 * build does, else it is the default port of the page's host.
 */
export function readSettings(): ParsedSettings {
  const served = document
    .querySelector<HTMLMetaElement>('meta[name="slate-nats-url"]')
    ?.content.trim();
  return parseSettings({
    natsUrl:
      served ||
      import.meta.env.VITE_NATS_URL ||
      `ws://${location.hostname}:${DEFAULT_NATS_WS_PORT}`,
  });
}
