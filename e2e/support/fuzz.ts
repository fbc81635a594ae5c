/** What becomes of a message: shown, not received by this page, or counted as what it is. */
export type Fate = 'line' | 'valid' | 'unheard' | 'invalid' | 'unknown' | 'duplicate';

export interface Shot {
  /** Who sends it: only an editor may publish presence, only an agent the rest. */
  readonly as: 'agent' | 'editor';
  readonly subject: string;
  readonly body: string | Uint8Array;
  readonly fate: Fate;
  /** The text of a line. */
  readonly line?: string;
  /** A line to wait for before more is sent. */
  readonly checkpoint?: true;
}

export interface FuzzTarget {
  readonly sessionId: string;
  readonly projectId: string;
}

type Random = () => number;

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined && items.length === 0) throw new Error('nothing to pick from');
  return item as T;
}

const big = 900_000;
const prototypeNames = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
] as const;
const buildActions = ['started', 'progress', 'completed', 'failed', 'log'] as const;
const runtimeActions = ['started', 'status', 'stopped', 'log'] as const;
const noObjects = [7, 'text', true, null, []] as const;
const noTexts = [7, true, null, ['a'], { html: '<b>' }] as const;

/** Not JSON, or JSON that must not be read. */
function brokenBody(random: Random, whole: string): string | Uint8Array {
  const open = whole.slice(0, -1);
  return pick<() => string | Uint8Array>(random, [
    () => '',
    () => whole.slice(0, 1 + Math.floor(random() * (whole.length - 1))),
    () => `${whole}}`,
    () => new Uint8Array([0xff, 0xfe, 0x00, 0x80]),
    () => Buffer.concat([Buffer.from(open), Buffer.from([0x2c, 0x22, 0xc3, 0x28, 0x22, 0x7d])]),
    () => '['.repeat(1 + Math.floor(random() * 20_000)),
    () => `${open},"deep":${'['.repeat(70)}${']'.repeat(70)}}`,
    () => `${open},"deep":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`,
    () => `${open},"extra":${pick(random, ['NaN', '-Infinity', 'undefined', '01', '1e', '0x1f'])}}`,
    () => `${open},"__proto__":{"polluted":true}}`,
    () => `${open},"extra":{"\\u005f\\u005fproto__":{"polluted":true}}}`,
    () => pick(random, ['null', '[]', '42', '"progress"', '{}', 'true', '\u0000']),
  ])();
}

interface Wire {
  readonly [field: string]: unknown;
}

/** JSON of another shape than the catalog's. */
function wrongShape(random: Random, event: Wire): Wire {
  return pick<() => Wire>(random, [
    () => ({ ...event, type: pick(random, ['', 'exploded', 'progress', 7, null]) }),
    () => ({ ...event, timestamp: pick(random, [-1, 1e300, '5', null, {}, undefined]) }),
    () => ({ ...event, id: pick(random, ['', 'i'.repeat(129), 7, null]) }),
    () => ({
      ...event,
      userId: pick(random, noTexts),
    }),
    () => ({ ...event, data: pick(random, noObjects) }),
  ])();
}

const wrongIds = [
  'another',
  '',
  'a b',
  'a.b',
  '*',
  '>',
  'x'.repeat(65),
  7,
  null,
  undefined,
] as const;

const checkpointEvery = 500;

/** Makes `count` messages, of which about a quarter are lines of a log. The last is a checkpoint. */
export function fuzz(random: Random, { sessionId, projectId }: FuzzTarget, count: number): Shot[] {
  const shots: Shot[] = [];
  const sentIds: string[] = [];
  let lines = 0;

  const logEvent = (message: string): Wire & { readonly id: string } => ({
    type: 'log',
    sessionId,
    timestamp: Date.now(),
    id: `fuzz-${sessionId}-${shots.length}`,
    data: { message },
  });
  const send = (action: string, body: unknown, fate: Fate, line?: string): Shot => ({
    as: 'agent',
    subject: `slate.runtime.${action}.${sessionId}`,
    body: body instanceof Uint8Array || typeof body === 'string' ? body : JSON.stringify(body),
    fate,
    ...(line === undefined ? {} : { line }),
  });
  const meet = (action: string, body: unknown, fate: Fate): Shot => ({
    ...send('', body, fate),
    as: 'editor',
    subject: `slate.collab.${action}.${projectId}`,
  });

  const line = (): Shot => {
    lines += 1;
    const text = `line ${lines}${random() < 0.002 ? 'x'.repeat(big) : ''}`;
    const event = logEvent(text);
    sentIds.push(event.id);
    const extra = pick<Wire>(random, [
      {},
      {},
      { [pick(random, ['constructor', 'prototype', 'toString'])]: { prototype: { polluted: 1 } } },
      { huge: Number.MAX_VALUE, tiny: -Number.MIN_VALUE, odd: [1e308, -0] },
      { deep: { a: { b: { c: [[[[]]]] } } } },
    ]);
    return send('log', { ...extra, ...event }, 'line', text);
  };
  const copy = (): Shot => {
    const id = sentIds.at(-1 - Math.floor(random() * Math.min(sentIds.length, 50)));
    if (id === undefined) return line();
    return send('log', { ...logEvent('a copy'), id }, 'duplicate');
  };
  const badLog = (): Shot => {
    const event = logEvent('must not be seen');
    return pick<() => Shot>(random, [
      () => send('log', brokenBody(random, JSON.stringify(event)), 'invalid'),
      () => send('log', brokenBody(random, JSON.stringify(event)), 'invalid'),
      () => send('log', wrongShape(random, event), 'invalid'),
      () => send('log', { ...event, sessionId: pick(random, wrongIds) }, 'invalid'),
      () => send('log', { ...event, data: { message: pick(random, noTexts) } }, 'invalid'),
      () =>
        send(
          'log',
          { ...event, data: { message: 'x', level: pick(random, ['fatal', 7]) } },
          'invalid',
        ),
      () => send('log', random() < 0.015 ? 'x'.repeat(big) : 'no JSON', 'invalid'),
    ])();
  };
  const badState = (): Shot => {
    const action = pick(random, ['started', 'stopped', 'error', 'status']);
    const event = { ...logEvent(''), type: action, data: {} };
    return pick<() => Shot>(random, [
      () => send(action, brokenBody(random, JSON.stringify(event)), 'invalid'),
      () => send(action, wrongShape(random, event), 'invalid'),
      () => send(action, { ...event, sessionId: pick(random, wrongIds) }, 'invalid'),
      () => send(action, { ...event, data: { projectId: '../..' } }, 'invalid'),
      () => send(action, { ...event, type: action === 'error' ? 'stopped' : 'error' }, 'invalid'),
    ])();
  };
  const figures = (): Shot =>
    send(
      'status',
      {
        ...logEvent(''),
        type: 'status',
        data: {
          cpuPercent: pick(random, [0, 1e300]),
          memoryBytes: Number.MAX_VALUE,
          uptimeMs: 1e300,
        },
      },
      'valid',
    );
  const stranger = (): Shot => {
    const id = pick(random, prototypeNames);
    const { data: _, ...event } = logEvent('');
    const resource = pick(random, ['runtime', 'build']);
    const action = pick(random, resource === 'build' ? buildActions : runtimeActions);
    const data = { message: 'another’s', buildId: id, projectId: id, steps: [{ name: id }] };
    return {
      ...send('', { ...event, type: action, sessionId: id, projectId: id, data }, 'unheard'),
      subject: `slate.${resource}.${action}.${id}`,
    };
  };
  const unknownAction = (): Shot =>
    random() < 0.5
      ? send(pick(random, ['exploded', ...prototypeNames]), logEvent('x'), 'unheard')
      : meet(pick(random, ['exploded', ...prototypeNames]), logEvent('x'), 'unknown');
  const person = (): Shot => {
    const event = {
      type: 'presence',
      projectId,
      timestamp: Date.now(),
      userId: pick(random, prototypeNames),
      data: {
        sessionId: pick(random, prototypeNames),
        name: '<img src=x onerror=alert(1)>',
        view: 'x'.repeat(1_000),
        focusAgeMs: Number.MAX_VALUE,
      },
    };
    return pick<() => Shot>(random, [
      () => meet('presence', event, 'valid'),
      () => meet('left', { ...event, type: 'left' }, 'valid'),
      () => meet('presence', { ...event, data: { sessionId: 'a b' } }, 'invalid'),
      () => meet('presence', wrongShape(random, event), 'invalid'),
      () => meet('presence', brokenBody(random, JSON.stringify(event)), 'invalid'),
      () => meet('presence', { ...event, projectId: pick(random, wrongIds) }, 'invalid'),
    ])();
  };

  while (shots.length < count) {
    if ((shots.length + 1) % checkpointEvery === 0) {
      const text = `checkpoint ${shots.length + 1}`;
      shots.push({ ...send('log', logEvent(text), 'line', text), checkpoint: true });
      continue;
    }
    const make = pick(random, [
      line,
      line,
      line,
      copy,
      badLog,
      badLog,
      badLog,
      badState,
      figures,
      stranger,
      unknownAction,
      person,
    ]);
    shots.push(make());
  }
  return shots;
}
