import { availableParallelism } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import * as z from 'zod/mini';
import { parseJson, splitAddresses } from '../src/lib/messaging/index.ts';

const HOUR_MS = 3_600_000;
const MIB = 1024 * 1024;

/** How much one stream keeps; whichever limit is reached first drops the oldest. */
export interface StreamLimits {
  readonly maxAgeMs: number;
  readonly maxBytes: number;
}

export interface AssetLimits {
  /** Bytes of one asset. */
  readonly assetBytes: number;
  /** Bytes of all assets of a project. */
  readonly projectBytes: number;
  /** The directory in a project that holds its assets; one name. */
  readonly dirName: string;
  /** Assets that are looked into at a time. */
  readonly atOnce: number;
}

export interface Settings {
  readonly natsUrl: string;
  readonly agentPassword: string;
  readonly responderPassword: string;
  /** Absolute. */
  readonly dataDir: string;
  /** Absolute directories of the hosted projects. */
  readonly projects: readonly string[];
  /** Those of them whose files the page may change. */
  readonly editable: ReadonlySet<string>;
  readonly events: StreamLimits;
  /** With so many messages of one build's project or one session; the oldest of it go first. */
  readonly logs: StreamLimits & { readonly maxMsgsPerSubject: number };
  /** Of each stream of the catalogs that are open beside Slate's. */
  readonly otherEvents: StreamLimits;
  /** Chunks of uploads that the agent has not fetched; what is not continued is given up. */
  readonly uploads: StreamLimits;
  readonly assets: AssetLimits;
  /** Servers of a cluster that each keep a copy of what is stored. */
  readonly replicas: number;
  /** A build whose agent is silent for so long is given to another. */
  readonly buildAckWaitMs: number;
  /** Variables that are secrets by their name and that builds and runtimes get all the same. */
  readonly passedEnv: ReadonlySet<string>;
  /** Builds that this agent runs at a time. */
  readonly maxBuilds: number;
  /** What people call this agent; undefined for the name of its machine. */
  readonly agentName: string | undefined;
  /** Port on loopback at which deployments answer; 0 for a free one. */
  readonly proxyPort: number;
  /** Builds that are kept of each project to deploy them. */
  readonly maxDeployable: number;
  /** Port of /healthz and /metrics on loopback; null for none. */
  readonly httpPort: number | null;
}

const password = z
  .string('is missing: `npm start` writes it to secrets.env in the data directory')
  .check(z.minLength(1, 'is empty'));

const positive = (fallback: number) =>
  z.prefault(
    z.pipe(
      z.string().check(z.regex(/^\d{1,15}(\.\d{1,3})?$/, 'must be a number above 0')),
      z.pipe(
        z.transform((text: string) => Number(text)),
        z.number().check(z.gt(0, 'must be a number above 0')),
      ),
    ),
    String(fallback),
  );

const directories = z.prefault(
  z.pipe(
    z.string(),
    z.pipe(
      z.transform((text: string, context) => {
        try {
          return parseJson(text);
        } catch {
          context.issues.push({ code: 'custom', message: 'is not valid JSON', input: text });
          return z.NEVER;
        }
      }),
      z.array(
        z
          .string('must be a JSON array of absolute directories')
          .check(z.refine(isAbsolute, 'must hold absolute directories only')),
        'must be a JSON array of absolute directories',
      ),
    ),
  ),
  '[]',
);

function isServerAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && ['nats:', 'tls:'].includes(url.protocol) && url.password === '';
}

const port = z
  .string()
  .check(z.refine((text) => /^\d{1,5}$/.test(text) && Number(text) < 65_536, 'must be a port'));

const environment = z.object({
  SLATE_NATS_URL: z.prefault(
    z.string().check(
      z.refine((text) => {
        const addresses = splitAddresses(text);
        return addresses.length > 0 && addresses.every(isServerAddress);
      }, 'must look like nats://host:port, without a password'),
    ),
    'nats://127.0.0.1:4222',
  ),
  SLATE_AGENT_PASSWORD: password,
  SLATE_RESPONDER_PASSWORD: password,
  SLATE_DATA_DIR: z.prefault(z.string(), '.slate'),
  SLATE_PROJECTS: directories,
  SLATE_EDITABLE: directories,
  SLATE_EVENTS_MAX_AGE_HOURS: positive(30 * 24),
  SLATE_EVENTS_MAX_BYTES: positive(256 * MIB),
  SLATE_LOGS_MAX_AGE_HOURS: positive(7 * 24),
  SLATE_LOGS_MAX_BYTES: positive(512 * MIB),
  SLATE_LOGS_MAX_MSGS_PER_SUBJECT: positive(500_000),
  SLATE_OTHER_EVENTS_MAX_AGE_HOURS: positive(30 * 24),
  SLATE_OTHER_EVENTS_MAX_BYTES: positive(64 * MIB),
  SLATE_UPLOADS_MAX_AGE_HOURS: positive(24),
  SLATE_UPLOADS_MAX_BYTES: positive(128 * MIB),
  SLATE_MAX_ASSET_BYTES: positive(512 * MIB),
  SLATE_MAX_PROJECT_ASSETS_BYTES: positive(4096 * MIB),
  SLATE_ASSETS_DIR: z.prefault(
    z
      .string()
      .check(
        z.regex(/^[A-Za-z0-9_][\w.-]{0,63}$/, 'must be the name of one directory, such as assets'),
      ),
    'assets',
  ),
  SLATE_ASSETS_AT_ONCE: z.prefault(
    z.string().check(z.regex(/^[1-9]\d?$/, 'must be a whole number from 1 to 99')),
    '2',
  ),
  SLATE_REPLICAS: z.prefault(z.string().check(z.regex(/^[1-5]$/, 'must be 1 to 5')), '1'),
  SLATE_BUILD_ACK_WAIT_MS: positive(30_000),
  SLATE_PASS_ENV: z.prefault(
    z.string().check(z.regex(/^[\w\s,]*$/, 'must be names of variables, separated by commas')),
    '',
  ),
  SLATE_MAX_BUILDS: z.prefault(
    z.string().check(z.regex(/^[1-9]\d{0,3}$/, 'must be a whole number from 1 to 9999')),
    String(Math.max(4, availableParallelism())),
  ),
  SLATE_AGENT_NAME: z.optional(
    z.string().check(z.trim(), z.minLength(1, 'is empty'), z.maxLength(64, 'is too long')),
  ),
  SLATE_PROXY_PORT: z.prefault(port, '4180'),
  SLATE_MAX_DEPLOYABLE_BUILDS: z.prefault(
    z.string().check(z.regex(/^[1-9]\d{0,2}$/, 'must be a whole number from 1 to 999')),
    '10',
  ),
  SLATE_AGENT_HTTP_PORT: z.optional(port),
});

/**
 * Reads the agent's settings from environment variables; an empty value counts as not set.
 * @throws Error naming every bad key at once, never a value: some are passwords.
 */
export function parseSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = environment.safeParse(given);
  if (!result.success) {
    const problems = new Map(
      result.error.issues.map((issue) => [String(issue.path[0]), issue.message]),
    );
    const lines = [...problems].map(([key, problem]) => `${key} ${problem}`);
    throw new Error(`Bad settings: ${lines.join('; ')}.`);
  }
  const values = result.data;
  return {
    natsUrl: values.SLATE_NATS_URL,
    agentPassword: values.SLATE_AGENT_PASSWORD,
    responderPassword: values.SLATE_RESPONDER_PASSWORD,
    proxyPort: Number(values.SLATE_PROXY_PORT),
    maxDeployable: Number(values.SLATE_MAX_DEPLOYABLE_BUILDS),
    httpPort:
      values.SLATE_AGENT_HTTP_PORT === undefined ? null : Number(values.SLATE_AGENT_HTTP_PORT),
    dataDir: resolve(values.SLATE_DATA_DIR),
    projects: values.SLATE_PROJECTS,
    editable: new Set(values.SLATE_EDITABLE),
    events: {
      maxAgeMs: Math.ceil(values.SLATE_EVENTS_MAX_AGE_HOURS * HOUR_MS),
      maxBytes: Math.ceil(values.SLATE_EVENTS_MAX_BYTES),
    },
    logs: {
      maxAgeMs: Math.ceil(values.SLATE_LOGS_MAX_AGE_HOURS * HOUR_MS),
      maxBytes: Math.ceil(values.SLATE_LOGS_MAX_BYTES),
      maxMsgsPerSubject: Math.ceil(values.SLATE_LOGS_MAX_MSGS_PER_SUBJECT),
    },
    otherEvents: {
      maxAgeMs: Math.ceil(values.SLATE_OTHER_EVENTS_MAX_AGE_HOURS * HOUR_MS),
      maxBytes: Math.ceil(values.SLATE_OTHER_EVENTS_MAX_BYTES),
    },
    uploads: {
      maxAgeMs: Math.ceil(values.SLATE_UPLOADS_MAX_AGE_HOURS * HOUR_MS),
      maxBytes: Math.ceil(values.SLATE_UPLOADS_MAX_BYTES),
    },
    assets: {
      assetBytes: Math.floor(values.SLATE_MAX_ASSET_BYTES),
      projectBytes: Math.floor(values.SLATE_MAX_PROJECT_ASSETS_BYTES),
      dirName: values.SLATE_ASSETS_DIR,
      atOnce: Number(values.SLATE_ASSETS_AT_ONCE),
    },
    replicas: Number(values.SLATE_REPLICAS),
    passedEnv: new Set(values.SLATE_PASS_ENV.split(/[\s,]+/).filter((name) => name !== '')),
    maxBuilds: Number(values.SLATE_MAX_BUILDS),
    agentName: values.SLATE_AGENT_NAME,
    buildAckWaitMs: Math.ceil(values.SLATE_BUILD_ACK_WAIT_MS),
  };
}
