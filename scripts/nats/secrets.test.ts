import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureSecrets, readSecrets } from './secrets.ts';
import { tempDir } from '../testing/tempDir.ts';

const modeOf = (path: string) => statSync(path).mode & 0o777;

test('makes a password per role, readable by the owner alone', () => {
  const dir = join(tempDir(), 'data');
  const passwords = ensureSecrets(dir);
  expect(Object.keys(passwords)).toEqual(['viewer', 'editor', 'agent', 'responder']);
  expect(new Set(Object.values(passwords)).size).toBe(4);
  for (const password of Object.values(passwords)) expect(password).toMatch(/^s[0-9a-f]{48}$/);
  expect(modeOf(dir)).toBe(0o700);
  expect(modeOf(join(dir, 'secrets.env'))).toBe(0o600);
});

test('keeps them over restarts, and makes the file private again', () => {
  const dir = tempDir();
  const first = ensureSecrets(dir);
  chmodSync(join(dir, 'secrets.env'), 0o644);
  chmodSync(dir, 0o755);
  expect(ensureSecrets(dir)).toEqual(first);
  expect(modeOf(join(dir, 'secrets.env'))).toBe(0o600);
  expect(modeOf(dir)).toBe(0o700);
});

test('keeps what somebody put there, and adds what is missing', () => {
  const dir = tempDir();
  const file = join(dir, 'secrets.env');
  writeFileSync(file, 'SLATE_AGENT_PASSWORD=mine\nOTHER=1\n');
  expect(ensureSecrets(dir).agent).toBe('mine');
  expect(readFileSync(file, 'utf8')).toMatch(/^OTHER=1\nSLATE_AGENT_PASSWORD=mine\n/);
  expect(readSecrets(dir)).toMatchObject({ SLATE_VIEWER_PASSWORD: expect.stringMatching(/^s/) });
});

test.each(['two words # and more', "it's", '$HOME `id`'])('a password may be %s', (password) => {
  const dir = tempDir();
  const quote = password.includes("'") ? '"' : "'";
  const line = `SLATE_AGENT_PASSWORD=${quote}${password}${quote}\n`;
  writeFileSync(join(dir, 'secrets.env'), line);
  expect([ensureSecrets(dir).agent, ensureSecrets(dir).agent]).toEqual([password, password]);
  expect(readFileSync(join(dir, 'secrets.env'), 'utf8')).toContain(line);
});
