import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '../scripts/lib/paths.mjs';
import { connection, line, progressBar } from './page.ts';
import { expect, test } from './slate.ts';

/** The first bash example of the README's section on CI, as a reader copies it. */
function ciExample(): string {
  const readme = readFileSync(join(repoRoot, 'README.md'), 'utf8');
  const code = /## Publish from your own CI[\s\S]*?```bash\n([\s\S]*?)```/.exec(readme)?.[1];
  if (code === undefined) throw new Error('README.md has no CI example.');
  return code;
}

test('the README’s example moves the bar of an open page from a CI without Slate', async ({
  slate,
  visit,
}, testInfo) => {
  const page = await visit('Ada', `${slate.url}/projects/my-app`);
  await expect(connection(page)).toHaveText(/^Live/);

  const checkout = testInfo.outputPath('checkout');
  mkdirSync(join(checkout, '.slate'), { recursive: true });
  const secrets = `SLATE_AGENT_PASSWORD=${slate.agentPassword}\n`;
  writeFileSync(join(checkout, '.slate', 'secrets.env'), secrets);
  const env = { ...process.env, SLATE_NATS_PORT: String(slate.natsPort) };
  const said = execFileSync('bash', ['-ec', ciExample()], { cwd: checkout, env, encoding: 'utf8' });
  // The traces of a failed test are kept; a password is not for them.
  rmSync(checkout, { recursive: true });

  expect(said).toBe('');
  await expect(progressBar(page)).toHaveAttribute('aria-valuenow', '40');
  await expect(line(page, 'Build log', 'Compiling')).toBeVisible();
});
