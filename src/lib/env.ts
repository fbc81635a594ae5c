import * as z from 'zod/mini';
import { splitAddresses } from './messaging/index.ts';

const settings = z.object({
  /** One address, or several separated by commas. */
  natsUrl: z
    .string()
    .check(z.refine(areWebSocketUrls, 'must be an address that starts with ws:// or wss://')),
});

export type Settings = z.infer<typeof settings>;

export type ParsedSettings =
  | { readonly ok: true; readonly settings: Settings }
  /** One sentence per bad key. */
  | { readonly ok: false; readonly problems: readonly string[] };

const variableNames: Readonly<Record<string, string>> = { natsUrl: 'VITE_NATS_URL' };

/** A failure names every bad key by its variable. */
export function parseSettings(input: Readonly<Record<keyof Settings, unknown>>): ParsedSettings {
  const parsed = settings.safeParse(input);
  if (parsed.success) return { ok: true, settings: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues.map((issue) => {
      const key = String(issue.path[0]);
      return `${variableNames[key] ?? key} ${issue.message}`;
    }),
  };
}

function areWebSocketUrls(value: string): boolean {
  const addresses = splitAddresses(value);
  return addresses.length > 0 && addresses.every(isWebSocketUrl);
}

function isWebSocketUrl(value: string): boolean {
  try {
    return ['ws:', 'wss:'].includes(new URL(value).protocol);
  } catch {
    return false;
  }
}
