import { describe, expect, test } from 'vitest';
import {
  type AlertKind,
  alertKinds,
  defaultLimits,
  type Limits,
  nextAlerts,
  noAlerts,
  raised,
  type Readings,
} from './alerts.ts';
import { alertNames, describeAlert } from './alertWords.ts';
import { readLimit } from './limits.ts';

const unknown: Readings = { latency: null, invalid: null, outbox: null, lag: null, agent: null };
const second = 1_000;

/** The phase after each reading of one kind, five seconds apart. */
function phases(
  kind: AlertKind,
  values: readonly (number | null)[],
  limits: Limits = defaultLimits,
) {
  let alerts = noAlerts;
  return values.map((value, index) => {
    alerts = nextAlerts(alerts, { ...unknown, [kind]: value }, limits, index * 5 * second);
    return alerts[kind].phase;
  });
}

describe.each<[string, AlertKind, (number | null)[], string[]]>([
  ['a short peak raises nothing', 'outbox', [101, 101, 50], ['rising', 'rising', 'calm']],
  [
    'a limit that is exceeded for long does',
    'outbox',
    [101, 101, 101, 101],
    ['rising', 'rising', 'rising', 'raised'],
  ],
  [
    'the limit itself is fine',
    'outbox',
    [100, 100, 100, 100, 100],
    ['calm', 'calm', 'calm', 'calm', 'calm'],
  ],
  [
    'just below the limit it stays',
    'outbox',
    [500, 500, 500, 500, 90, 90, 90, 90, 90, 90, 90, 90],
    ['rising', 'rising', 'rising', ...Array(9).fill('raised')],
  ],
  [
    'well below for long it ends',
    'outbox',
    [500, 500, 500, 500, 9, 9, 9, 9, 9, 9, 9],
    ['rising', 'rising', 'rising', 'raised', ...Array(6).fill('falling'), 'calm'],
  ],
  [
    'back up within that time it is the same alert',
    'outbox',
    [500, 500, 500, 500, 9, 9, 200],
    ['rising', 'rising', 'rising', 'raised', 'falling', 'falling', 'raised'],
  ],
  [
    'what is not known changes nothing',
    'lag',
    [9_000, null, null, 9_000, null],
    ['rising', 'rising', 'rising', 'raised', 'raised'],
  ],
  [
    'no agent raises, an agent ends it',
    'agent',
    [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1],
    ['rising', 'rising', 'rising', 'raised', ...Array(6).fill('falling'), 'calm'],
  ],
])('%s', (_, kind, values, wanted) => {
  test('in phases', () => expect(phases(kind, values)).toEqual(wanted));
});

test('a kind that is switched off is never raised, and ends at once', () => {
  expect(phases('latency', [9e9, 9e9, 9e9, 9e9], { ...defaultLimits, latency: null })).toEqual(
    Array(4).fill('calm'),
  );
  const up = [0, 5, 10, 15].reduce(
    (alerts, s) => nextAlerts(alerts, { ...unknown, invalid: 99 }, defaultLimits, s * second),
    noAlerts,
  );
  expect(raised(up)).toEqual([{ kind: 'invalid', at: 15 * second, value: 99 }]);
  expect(raised(nextAlerts(up, unknown, { ...defaultLimits, invalid: null }, 20 * second))).toEqual(
    [],
  );
});

test('nothing new is the same object', () => {
  expect(nextAlerts(noAlerts, unknown, defaultLimits, 5)).toBe(noAlerts);
  expect(nextAlerts(noAlerts, { ...unknown, outbox: 3 }, defaultLimits, 5)).toBe(noAlerts);
});

test('each kind has words', () => {
  for (const kind of alertKinds) {
    expect(alertNames[kind]).not.toBe('');
    expect(describeAlert({ kind, at: 0, value: 12 }, defaultLimits)).toMatch(/\.$/);
  }
});

test.each([
  ['500', 500],
  ['1,500', 1_500],
  ['0.5', 0.5],
  ['', null],
  ['0', null],
  ['-1', null],
  ['x', null],
  ['1e99', null],
])('the limit “%s” is %s', (text, value) => expect(readLimit(text)).toBe(value));
