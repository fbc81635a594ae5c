import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { EVENTS_STREAM, type RuleDraft, slateCatalog } from '../../src/catalogs/slate/index.ts';
import { callApi, internalsOf, streamInfo } from '../../src/lib/messaging/internals.ts';
import { Rig, type RigClient } from '../../src/lib/messaging/testing/rig.ts';
import { until } from '../testing/workbench.ts';
import { KeyValue } from '../broker/keyValue.ts';
import { ensureStream } from '../broker/streamSetup.ts';
import { createRuleStore, RULES_BUCKET, type RuleStore } from './ruleStore.ts';
import { runSession } from './session.ts';
import { tryRule } from './tryRule.ts';

const DUPLICATE_WINDOW_MS = 100;

let rig: Rig;
let client: RigClient;
let store: RuleStore;
beforeAll(async () => {
  rig = await Rig.start();
  client = await rig.liveClient();
  const shared = { maxAgeMs: 0, maxBytes: -1, duplicateWindowMs: DUPLICATE_WINDOW_MS };
  const subjects = slateCatalog.streamSubjects(EVENTS_STREAM);
  await ensureStream(client, { ...shared, name: EVENTS_STREAM, subjects });
  const bucket = { name: `KV_${RULES_BUCKET}`, subjects: [`$KV.${RULES_BUCKET}.>`], history: 1 };
  await ensureStream(client, { ...shared, ...bucket });
  store = createRuleStore(new KeyValue(internalsOf(client), RULES_BUCKET));
  return () => rig.end();
});

let projects = 0;
const newProject = () => `p${(projects += 1)}`;
const failedOf = (projectId: string): RuleDraft => ({
  name: `failed ${projectId}`,
  enabled: true,
  pattern: `slate.build.failed.${projectId}`,
  match: 'all',
  conditions: [],
  trigger: { kind: 'each' },
});
const fail = (projectId: string) =>
  client.publish('build.failed', { projectId, data: { buildId: 'b1' } }, { durable: true });

/** How many matches are stored, copies with the same id included. */
async function storedMatches(ruleId: string): Promise<number> {
  const subject = `slate.rule.matched.${ruleId}`;
  const path = `STREAM.INFO.${EVENTS_STREAM}`;
  const request = { subjects_filter: subject };
  const info = await callApi(internalsOf(client).ask, path, request, streamInfo);
  const { subjects = {} } = info.state as { subjects?: Record<string, number> };
  return subjects[subject] ?? 0;
}

function run(own: RuleStore = store) {
  const ended = new AbortController();
  const session = runSession({ client, store: own, say: () => {}, signal: ended.signal });
  const outcome = session.then(
    () => 'ended',
    (error: unknown) => (error instanceof Error ? error.message : 'failed'),
  );
  const end = () => {
    ended.abort();
    return outcome;
  };
  onTestFinished(async () => void (await end()));
  return { end, outcome };
}

test('a match that was published before a crash is not published again, however late', async () => {
  const projectId = newProject();
  const ruleId = `crash-${projectId}`;
  await store.save(ruleId, failedOf(projectId), 'me', 0);
  let broken = false;
  const first = run({
    ...store,
    // As if the process were gone right after the match was stored.
    writeCheckpoint: (...args) =>
      broken ? Promise.reject(new Error('crash')) : store.writeCheckpoint(...args),
  });
  await until(async () => expect((await store.readCheckpoint(ruleId)).value).not.toBeNull());
  broken = true;
  await fail(projectId);
  expect(await first.outcome).toBe('crash');
  expect(await storedMatches(ruleId)).toBe(1);
  // The server forgets the id.
  await new Promise((resolve) => setTimeout(resolve, DUPLICATE_WINDOW_MS * 3));
  run();
  await fail(projectId);
  await until(async () => expect(await storedMatches(ruleId)).toBe(2));
});

test('the next session goes on where one has ended; what came before the rule does not count', async () => {
  const projectId = newProject();
  const ruleId = `after-${projectId}`;
  await fail(projectId);
  await store.save(ruleId, failedOf(projectId), 'me', 0);
  const first = run();
  await fail(projectId);
  await until(async () => expect(await storedMatches(ruleId)).toBe(1));
  expect(await first.end()).toBe('ended');
  await fail(projectId);
  await fail(projectId);
  run();
  await until(async () => expect(await storedMatches(ruleId)).toBe(3));
});

test('a second session ends the first one', async () => {
  const projectId = newProject();
  const ruleId = `two-${projectId}`;
  await store.save(ruleId, failedOf(projectId), 'me', 0);
  const first = run();
  await until(async () => expect((await store.readCheckpoint(ruleId)).value).not.toBeNull());
  const second = run();
  await until(async () => {
    await fail(projectId);
    expect(await Promise.race([first.outcome, Promise.resolve('runs')])).not.toBe('runs');
  });
  const before = await storedMatches(ruleId);
  await fail(projectId);
  await until(async () => expect(await storedMatches(ruleId)).toBeGreaterThan(before));
  expect(await second.end()).toBe('ended');
});

test('an event under two subjects counts once, an invalid one not at all', async () => {
  const projectId = newProject();
  const ruleId = `copies-${projectId}`;
  const pattern = 'slate.file.updated.*';
  await store.save(ruleId, { ...failedOf(projectId), pattern }, 'me', 0);
  run();
  await client.publish('file.updated', { fileId: 'f1', projectId }, { durable: true });
  internalsOf(client).send('slate.file.updated.f2', new TextEncoder().encode('{"broken":1}'));
  await client.publish('file.updated', { fileId: 'f3', projectId }, { durable: true });
  await until(async () => expect(await storedMatches(ruleId)).toBe(2));
});

test('a trial finds what the rule matches live, and stores nothing', async () => {
  const projectId = newProject();
  const from = Date.now() - 60_000;
  for (let count = 0; count < 15; count++) await fail(projectId);
  const steps: number[] = [];
  const trial = await tryRule(internalsOf(client), failedOf(projectId), from, ({ messages }) =>
    steps.push(messages),
  );
  expect(trial).toMatchObject({ total: 15, messages: 15, end: 'now' });
  expect(trial.matches[0]).toMatchObject({ subject: `slate.build.failed.${projectId}` });
  expect(steps.at(-1)).toBe(15);
  const counted = {
    ...failedOf(projectId),
    trigger: { kind: 'count', count: 5, withinMs: 60_000 },
  } as const;
  expect((await tryRule(internalsOf(client), counted, from, () => {})).total).toBe(3);
  const none = {
    ...failedOf(projectId),
    conditions: [{ path: 'data.step', operator: 'exists' }],
  } as const;
  const noMatches = await tryRule(
    internalsOf(client),
    { ...none, conditions: [...none.conditions] },
    from,
    () => {},
  );
  expect(noMatches).toMatchObject({ total: 0, messages: 15 });
});
