import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '../scripts/lib/paths.ts';
import { buildStatus, connection, line, progressBar } from './support/page.ts';
import { expect, test } from './support/slate.ts';
import type { FullStack } from './support/stack.ts';

/** The first bash example of the README's section on CI, as a reader copies it. */
function ciExample(): string {
  const readme = readFileSync(join(repoRoot, 'README.md'), 'utf8');
  const code = /## Publish from your own CI[\s\S]*?```bash\n([\s\S]*?)```/.exec(readme)?.[1];
  if (code === undefined) throw new Error('README.md has no CI example.');
  return code;
}

/** Runs a script as a CI job does, in a checkout of its own. */
function runInCi(slate: FullStack, checkout: string, script: string): string {
  mkdirSync(join(checkout, '.slate'), { recursive: true });
  const secrets = `SLATE_AGENT_PASSWORD=${slate.agentPassword}\n`;
  writeFileSync(join(checkout, '.slate', 'secrets.env'), secrets);
  const env = { ...process.env, SLATE_NATS_PORT: String(slate.natsPort) };
  const said = execFileSync('bash', ['-ec', script], { cwd: checkout, env, encoding: 'utf8' });
  // The traces of a failed test are kept; a password is not for them.
  rmSync(checkout, { recursive: true });
  return said;
}

test('the README’s example moves the bar of an open page from a CI without Slate', async ({
  slate,
  visit,
}, testInfo) => {
  const page = await visit('Ada', `${slate.url}/projects/my-app`);
  await expect(connection(page)).toHaveText(/^Live/);
  expect(runInCi(slate, testInfo.outputPath('checkout'), ciExample())).toBe('');
  await expect(progressBar(page)).toHaveAttribute('aria-valuenow', '40');
  await expect(line(page, 'Build log', 'Compiling')).toBeVisible();
});

test('a CI whose clock has whole seconds hides no failure behind a build that passed', async ({
  slate,
  visit,
}, testInfo) => {
  const projectId = `coarse-${Date.now().toString(36)}`;
  const publish = (type: string) =>
    `slate slate.build.${type}.${projectId} "{\\"type\\":\\"${type}\\",\\"projectId\\":\\"${projectId}\\",\\"timestamp\\":$(now)}"`;
  const builds = ['started', 'completed', 'started', 'failed'].map(publish);
  const script = [ciExample(), 'now() { echo 1767225600000; }', ...builds].join('\n');
  const page = await visit('Ada', `${slate.url}/projects/${projectId}`);
  await expect(connection(page)).toHaveText(/^Live/);
  expect(runInCi(slate, testInfo.outputPath('checkout'), script)).toBe('');
  const rows = page.getByRole('list', { name: 'Builds' }).getByRole('listitem');
  for (const reload of [false, true]) {
    if (reload) await page.reload();
    await expect(buildStatus(page)).toHaveText('Failed');
    await expect(rows).toHaveText([/^Failed/, /^Completed/]);
  }
  await page.getByRole('link', { name: 'Open build', exact: true }).click();
  await expect(buildStatus(page)).toHaveText('Failed');
});

test('the README’s example has the time in milliseconds, in any bash', () => {
  const now = /^now\(\).*$/m.exec(ciExample())?.[0] ?? '';
  const tell = (before: string) =>
    execFileSync('bash', ['-ec', `${before}\n${now}\nnow`], { encoding: 'utf8' }).trim();
  expect(tell('')).toMatch(/^\d{13}$/);
  // An old bash has no such variable; where a comma divides, it has one too.
  expect(tell('unset EPOCHREALTIME')).toMatch(/^\d{10}000$/);
  expect(tell('unset EPOCHREALTIME; EPOCHREALTIME=1767225600,123456')).toBe('1767225600123');
});
