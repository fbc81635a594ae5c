import type { Page } from '@playwright/test';
import { type Fate, fuzz, type Shot, seededRandom } from './support/fuzz.ts';
import { connection, line, people, savedLog } from './support/page.ts';
import { connectEditor } from './support/publisher.ts';
import { expect, test } from './support/slate.ts';

const events = 10_000;
/** For hangs: two busy cores take a minute for so many. */
const arrivalLimitMs = 180_000;
/** The same events in every run; SLATE_FUZZ_SEED tries others. */
const seed = Number(process.env.SLATE_FUZZ_SEED ?? 20_261_121);

test.afterEach(({}, testInfo) => {
  if (testInfo.status !== testInfo.expectedStatus) console.log(`SLATE_FUZZ_SEED=${seed}`);
});

test('10,000 hostile and valid events: what is valid is shown, the rest is counted', async ({
  frail,
  frailPublisher,
  visit,
  keep,
  complaints,
}) => {
  // The overview is not waited for.
  complaints.expect(/WebSocket connection to .* failed/);
  test.setTimeout(3 * arrivalLimitMs);
  const target = { sessionId: `fuzz-${seed}`, projectId: `fuzzed-${seed}` };
  const page = await visit('Ada', `${frail.url}/runtimes/${target.sessionId}`);
  await frailPublisher.publish(`slate.runtime.started.${target.sessionId}`, {
    type: 'started',
    sessionId: target.sessionId,
    timestamp: Date.now(),
    data: { projectId: target.projectId },
  });
  // Its subscription has reached the server when it hears itself.
  await expect(people(page)).toHaveCount(1);
  // It hears of all projects and sessions.
  const overview = await visit('Grace', frail.url);

  const publishers = { agent: frailPublisher, editor: await keep(connectEditor(frail)) };
  const shots = fuzz(seededRandom(seed), target, events);
  for (const shot of shots) {
    publishers[shot.as].send(shot.subject, shot.body);
    if (!shot.checkpoint) continue;
    // The server cuts off who reads too slowly, and what no stream keeps would be missed.
    await Promise.all(Object.values(publishers).map((each) => each.flush()));
    await expect(line(page, 'Runtime log', shot.line ?? '')).toBeInViewport({
      timeout: arrivalLimitMs,
    });
  }
  await expect.poll(() => dropped(page)).toBe(droppedOf(shots));
  expect(await shownLines(page)).toEqual(linesOf(shots));
  await checkUnharmed(page);
  expect(await dropped(page)).toBe(droppedOf(shots));
  await checkUnharmed(overview);
  await overview.goto(`${frail.url}/projects/constructor/builds/__proto__`);
  await checkUnharmed(overview);

  // What is kept all comes again: everything but presence and figures.
  const stored = shots.filter(({ subject }) => !/\.(collab|status)\./.test(subject));
  await page.reload();
  await expect(theEnd(page)).toBeInViewport({ timeout: arrivalLimitMs });
  await expect.poll(() => dropped(page)).toBe(droppedOf(stored));
  expect(await shownLines(page)).toEqual(linesOf(shots));
  await checkUnharmed(page);
});

const theEnd = (page: Page) => line(page, 'Runtime log', `checkpoint ${events}`);

/** What the page says of messages that it did not show. */
const dropped = async (page: Page) =>
  /Messages not shown: .*/.exec((await connection(page).getAttribute('title')) ?? '')?.[0];

function droppedOf(shots: readonly Shot[]): string {
  const words = {
    invalid: 'invalid',
    unknown: 'of an unknown kind',
    duplicate: 'repeated',
  } as const;
  const parts = Object.entries(words).map(([fate, word]) => {
    const count = shots.filter((shot) => shot.fate === (fate as Fate)).length;
    return count === 0 ? [] : [`${count.toLocaleString('en')} ${word}`];
  });
  return `Messages not shown: ${parts.flat().join(', ')}.`;
}

/** Cut short, so that a difference can be read. */
const short = (text: string) =>
  text.length > 80 ? `${text.slice(0, 40)}… (${text.length})` : text;

const linesOf = (shots: readonly Shot[]) => shots.flatMap(({ line }) => line ?? []).map(short);

const shownLines = async (page: Page) => (await savedLog(page)).map(short);

async function checkUnharmed(page: Page): Promise<void> {
  await expect(connection(page)).toHaveText('Live');
  expect(
    await page.evaluate(() => {
      const clean = document.createElement('iframe');
      document.body.append(clean);
      const namesOf = (prototype: object) => Reflect.ownKeys(prototype).map(String).toSorted();
      const { Object: Untouched, Array: UntouchedArray } = clean.contentWindow as Window &
        typeof globalThis;
      const names = {
        object: [namesOf(Object.prototype), namesOf(Untouched.prototype)],
        array: [namesOf(Array.prototype), namesOf(UntouchedArray.prototype)],
      };
      clean.remove();
      return Object.values(names).map(([here, there]) => here?.join() === there?.join());
    }),
  ).toEqual([true, true]);
}
