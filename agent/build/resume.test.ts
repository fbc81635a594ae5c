import { expect, test } from 'vitest';
import { openBuildRecords } from './buildRecords.ts';
import { resumeIndex } from './resume.ts';
import { shell, temporaryDirectory } from '../testing/workbench.ts';

const steps = ['a', 'b', 'c'].map((name) => ({
  name,
  group: null,
  process: shell('true'),
  timeoutMs: null,
  resumable: name === 'b',
}));
const job = { buildId: 'new', projectId: 'p', startedBy: 'Ada', requestedAt: 1 };
const ended = (buildId: string, endedAt: string | null) => ({
  projectId: 'p',
  buildId,
  endedAt,
  artifacts: [],
});

function recordsWith(last: string, endedAt: string | null = 'b') {
  const records = openBuildRecords(temporaryDirectory());
  records.begin('p', 'old');
  records.end(ended('old', endedAt));
  records.begin('p', last);
  return records;
}

test.each<[string, object, number]>([
  ['a plain job', {}, 0],
  ['a retry of everything', { retryOf: 'old' }, 0],
  ['what is as it was', { retryOf: 'old', fromStep: 'b' }, 1],
  ['another step than the one where it ended', { retryOf: 'old', fromStep: 'c' }, 0],
  ['a build that this agent did not run', { retryOf: 'elsewhere', fromStep: 'b' }, 0],
])('%s begins where nothing is missing', (_, origin, index) => {
  expect(resumeIndex({ ...job, ...origin }, steps, recordsWith('old'))).toBe(index);
});

test('another build in between means all steps; the same one, run again, does not', () => {
  const origin = { retryOf: 'old', fromStep: 'b' };
  expect(resumeIndex({ ...job, ...origin }, steps, recordsWith('between'))).toBe(0);
  expect(resumeIndex({ ...job, ...origin }, steps, recordsWith('new'))).toBe(1);
});

test('a step that is not resumable means all steps', () => {
  const records = recordsWith('old', 'c');
  expect(resumeIndex({ ...job, retryOf: 'old', fromStep: 'c' }, steps, records)).toBe(0);
});

test('records outlive the agent and are bounded', () => {
  const dir = temporaryDirectory();
  const records = openBuildRecords(dir);
  const seen: number[] = [];
  records.watch((builds) => seen.push(builds.length));
  for (let n = 0; n < 25; n++) {
    records.begin('p', `b${n}`);
    records.end(ended(`b${n}`, null));
  }
  expect(Math.max(...seen)).toBe(20);
  const again = openBuildRecords(dir);
  expect([again.get('b4'), again.get('b5')?.buildId, again.last('p')]).toEqual([null, 'b5', 'b24']);
  expect(again.last('constructor')).toBeNull();
});
