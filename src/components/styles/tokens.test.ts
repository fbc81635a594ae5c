import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contrast, parseHex } from '../../lib/contrast.ts';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

function theme(name: 'dark' | 'light'): Map<string, string> {
  const block = css.split(`:root[data-theme='${name}'] {`)[1]?.split('\n}')[0] ?? '';
  return new Map(
    [...block.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1] ?? '', m[2] ?? '']),
  );
}

const contrastOf = (a: string, b: string) => contrast(parseHex(a), parseHex(b));

const states = ['running', 'passed', 'failed', 'warning', 'idle'];
const logSurfaces = ['--log-bg', '--log-error-bg', '--log-warn-bg', '--log-selected-bg'];
const sixteen = Array.from({ length: 16 }, (_, i) => i);

/** [text, the surfaces it is read on, least contrast] */
const pairs: [string, string[], number][] = [
  ['--text', ['--bg', '--surface', '--raised', '--hover', ...logSurfaces], 7],
  ['--text-muted', ['--bg', '--surface', '--raised', '--hover', ...logSurfaces], 4.5],
  ['--text-subtle', ['--bg', '--surface', '--raised', ...logSurfaces], 4.5],
  ['--accent-text', ['--bg', '--surface', '--accent-bg', ...logSurfaces], 4.5],
  ['--log-found-fg', ['--log-found-bg', '--log-found-now-bg'], 7],
  ['--on-accent', ['--accent', '--accent-hover'], 4.5],
  ['--on-danger', ['--danger', '--danger-hover'], 4.5],
  ['--focus', ['--bg', '--surface', '--log-bg'], 3],
  ...states.map((s): [string, string[], number] => [
    `--${s}-fg`,
    ['--bg', '--surface', `--${s}-bg`],
    4.5,
  ]),
  ...sixteen.map((i): [string, string[], number] => [`--ansi-${i}`, logSurfaces, 4.5]),
  // Inverse video: the surface's colour as text on a palette colour.
  ...sixteen.map((i): [string, string[], number] => ['--log-bg', [`--ansi-${i}`], 4.5]),
];

describe.each(['dark', 'light'] as const)('%s theme', (name) => {
  const tokens = theme(name);
  const value = (token: string) => tokens.get(token) ?? `missing ${token}`;

  test.each(pairs)('%s reads on %s', (fg, surfaces, least) => {
    for (const surface of surfaces) {
      const ratio = contrastOf(value(fg), value(surface));
      expect(ratio, `${fg} on ${surface} is ${ratio.toFixed(2)}:1`).toBeGreaterThanOrEqual(least);
    }
  });

  test('defines the same tokens as the other theme', () => {
    const other = theme(name === 'dark' ? 'light' : 'dark');
    expect([...tokens.keys()]).toEqual([...other.keys()]);
  });
});
