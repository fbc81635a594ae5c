import { buildStatus, connection, line, log, progressBar, savedLog } from './support/page.ts';
import { expect, test } from './support/slate.ts';

declare global {
  // What the attacks of this file would set.
  var __pwned: unknown;
}

const attack = '<img src=x onerror=window.__pwned=1>';

test('nothing that a publisher sends breaks the page', async ({ slate, visit, publisher }) => {
  const projectId = 'hostile';
  const page = await visit('Ada', `${slate.url}/projects/${projectId}`);
  const event = (type: string, data: unknown, more: object = {}) => ({
    type,
    projectId,
    timestamp: Date.now(),
    data,
    ...more,
  });
  const publish = (action: string, body: unknown) =>
    publisher.publish(`slate.build.${action}.${projectId}`, body);
  const log1 = (message: unknown, more: object = {}) =>
    publish('log', event('log', { buildId: 'b1', message, ...more }));

  await publish('started', event('started', { buildId: 'b1', startedBy: attack }));
  await publish('progress', event('progress', { buildId: 'b1', percent: 10, step: attack }));
  await expect(progressBar(page)).toHaveAttribute('aria-valuenow', '10');
  await expect(page.getByText(attack).first()).toBeVisible();

  const wrongBodies = [
    '',
    'no JSON',
    '{"type":"progress"',
    'null',
    '[]',
    '42',
    '"progress"',
    '{}',
    '['.repeat(100_000),
    new Uint8Array([0xff, 0xfe, 0x00, 0x80]),
    `{"__proto__":{"polluted":true},"type":"progress","projectId":"${projectId}","timestamp":1,"data":{"percent":"50"}}`,
    event('progress', { buildId: 'b1', percent: '50' }),
    event('progress', { buildId: 'b1', percent: 4_000 }),
    event('progress', { buildId: 'b1', percent: -1 }),
    event('progress', { buildId: 'b1', percent: 50, steps: 'none' }),
    event('progress', { buildId: 'b1', percent: 50, steps: [null, 1, { name: 7 }] }),
    event('progress', { buildId: 'b 1\r\nPUB', percent: 50 }),
    event('progress', [50]),
    event('progress', { buildId: 'b1', percent: 50 }, { timestamp: 'now' }),
    event('progress', { buildId: 'b1', percent: 50 }, { timestamp: null }),
    // Of another action, and of another project, than the subject says.
    event('failed', { buildId: 'b1', exitCode: 1 }),
    event('completed', { buildId: 'b1' }),
    event('progress', { buildId: 'b1', percent: 50 }, { projectId: 'another' }),
    event('progress', { buildId: 'b1', percent: 50 }, { projectId: undefined }),
  ];
  for (const body of wrongBodies) await publish('progress', body);
  for (const action of ['exploded', 'toString', 'constructor', '__proto__']) {
    await publish(action, event(action, { buildId: 'b1' }));
  }
  await publish('started.again', event('started', {}));
  for (const message of [undefined, null, 7, ['a'], { html: attack }]) await log1(message);
  await log1('bad level', { level: 'fatal' });

  const broken = Buffer.from(JSON.stringify(event('log', { buildId: 'b1', message: 'broken ?' })));
  broken[broken.indexOf('?')] = 0xff;
  await publish('log', broken);

  await log1(attack);
  await log1('<script>window.__pwned=1</script>');
  await log1('javascript:window.__pwned=1 data:text/html,<script>window.__pwned=1</script>');
  await log1('\u001b]8;;javascript:window.__pwned=1\u0007press me\u001b]8;;\u0007');
  await log1('\u001b[31mred\u001b[0m \u001b[999;999H\u001b[2J\u0000\u202edesrever');
  await log1('x'.repeat(1_000_000));

  await log1('still here');
  await publish('progress', event('progress', { buildId: 'b1', percent: 55 }));
  await expect(progressBar(page)).toHaveAttribute('aria-valuenow', '55');
  await expect(buildStatus(page)).toHaveText('Running');
  await expect(line(page, 'Build log', 'still here')).toBeInViewport();
  await expect(line(page, 'Build log', attack)).toBeVisible();
  await expect(log(page, 'Build log').locator('img, script, iframe, a')).toHaveCount(0);
  await expect(connection(page)).toHaveText(/^Live/);
  await expect(page.getByRole('button', { name: /^Show all/ })).toBeVisible();

  const lines = await savedLog(page);
  expect(lines).toContain(attack);
  expect(lines).toContain('x'.repeat(1_000_000));
  expect(lines).not.toContain('bad level');
  expect(lines.filter((text) => text.startsWith('broken'))).toEqual([]);
  expect(lines.at(-1)).toBe('still here');
  expect(await page.evaluate(() => [globalThis.__pwned, 'polluted' in {}])).toEqual([
    undefined,
    false,
  ]);

  // It is all kept, so it all comes again.
  await page.reload();
  await expect(progressBar(page)).toHaveAttribute('aria-valuenow', '55');
  await expect(line(page, 'Build log', 'still here')).toBeInViewport();
  expect(await savedLog(page)).toEqual(lines);
  await page.getByRole('button', { name: /^Show all/ }).click();
  await expect(page.getByRole('dialog')).toContainText('x'.repeat(20_000));
});

test('nothing that a process’s publisher sends breaks its page', async ({
  slate,
  visit,
  publisher,
}) => {
  const sessionId = 'hostile-1';
  const page = await visit('Ada', `${slate.url}/runtimes/${sessionId}`);
  const publish = (action: string, data: unknown, more: object = {}) =>
    publisher.publish(`slate.runtime.${action}.${sessionId}`, {
      type: action,
      sessionId,
      timestamp: Date.now(),
      data,
      ...more,
    });
  await publish('started', { projectId: '../..', command: attack });
  await publish('started', { projectId: 'hostile', command: attack });
  await publish('status', { cpuPercent: 'hot', memoryBytes: -1 });
  await publish('status', { cpuPercent: 1e300, memoryBytes: 1e300, uptimeMs: 1e300 });
  await publish('log', { message: attack }, { timestamp: 1e300 });
  await publish('log', { message: 'another’s' }, { sessionId: 'another' });
  await publish('log', { message: attack, level: 'error' });
  await publish('log', { message: 'still here' });
  await expect(line(page, 'Runtime log', 'still here')).toBeInViewport();
  await expect(line(page, 'Runtime log', attack).first()).toBeVisible();
  expect(await savedLog(page)).not.toContain('another’s');
  await publish('stopped', { exitCode: 7 });
  await expect(page.getByText('exit code 7')).toBeVisible();
  expect(await page.evaluate(() => globalThis.__pwned)).toBeUndefined();
});

test('no password is in what a page loads, in its source maps, or in what it keeps', async ({
  slate,
  visit,
}) => {
  const passwords = [slate.agentPassword, slate.editorPassword, slate.responderPassword];
  expect(passwords.every((password) => password.length > 8)).toBe(true);
  const page = await visit('Ada', `${slate.url}/projects/story/builds`);
  await expect(connection(page)).toHaveText(/^Live/);
  await page.waitForLoadState('networkidle');
  const urls = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter((name) => /\.(js|css)$/.test(name)),
  );
  const maps = urls.filter((url) => url.endsWith('.js')).map((url) => `${url}.map`);
  // Beside the page: not every chunk has a map.
  const loaded = await Promise.all(
    [slate.url, ...urls, ...maps].map(async (url) => {
      const response = await page.request.get(url);
      return { url, isOk: response.ok(), text: await response.text() };
    }),
  );
  const found = loaded.filter(({ url, isOk }) => isOk && url.endsWith('.js.map'));
  expect(found.length).toBeGreaterThan(3);
  const kept = await page.evaluate(async () =>
    JSON.stringify([
      Object.entries(localStorage),
      Object.entries(sessionStorage),
      document.cookie,
      await indexedDB.databases(),
    ]),
  );
  expect(kept).toContain('Ada');
  for (const password of passwords) {
    expect(kept).not.toContain(password);
    for (const { url, text } of loaded) expect(text.includes(password), url).toBe(false);
  }
});
