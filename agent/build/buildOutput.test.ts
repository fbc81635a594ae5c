import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFlows } from '../broker/flow.ts';
import { BuildOutput } from './buildOutput.ts';
import { createPublisher } from '../publish/publisher.ts';
import { createFakeClient, type FakeClient } from '../testing/fakeClient.ts';

let client: FakeClient;
let output: BuildOutput;
const run = { buildId: 'b1', attempt: 2 };

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000 });
  client = createFakeClient();
  const publisher = createPublisher(client, () => {});
  output = new BuildOutput({ projectId: 'p1', ...run }, { publisher, createFlow: createFlows() });
});
afterEach(() => vi.useRealTimers());

/** What was printed, line by line. */
const printed = () => {
  void output.stored();
  return client
    .dataOf('build.log')
    .flatMap(({ message, line = 1, ...where }) =>
      message.split('\n').map((text, index) => ({ ...where, message: text, line: line + index })),
    );
};

const print = (step: string, ...lines: string[]) => {
  const { onLine, end } = output.begin(step);
  for (const line of lines) void onLine(line);
  end();
};

describe('what a step prints', () => {
  test('is in the group that it opened, until that or the step ends', () => {
    print('Lint', 'a', '::group::Install', 'b', '##[group]Check', 'c', '::endgroup::', 'd');
    print('Lint', '::group::Left open', 'e');
    print('Test', '::endgroup::', 'f', '::unknown::g');
    expect(printed().map(({ step, group, message }) => [step, group, message])).toEqual([
      ['Lint', undefined, 'a'],
      ['Lint', 'Install', 'b'],
      ['Lint', 'Check', 'c'],
      ['Lint', undefined, 'd'],
      ['Lint', 'Left open', 'e'],
      ['Test', undefined, 'f'],
      ['Test', undefined, '::unknown::g'],
    ]);
  });

  test('is an annotation where it says so: a line of its level, and in the list', () => {
    print('Lint', '::group::Check', '::error file=a.ts,line=3,col=7,title=T::no%0Aand why');
    vi.advanceTimersByTime(5);
    print('Test', '\u001b[33m##[warning]old\u001b[0m', '::notice::done');
    void output.stored();
    expect(client.dataOf('build.log')).toEqual([
      {
        ...run,
        line: 1,
        step: 'Lint',
        group: 'Check',
        message: 'no\nand why',
        level: 'error',
        annotation: { level: 'error', file: 'a.ts', line: 3, column: 7, title: 'T' },
      },
      {
        ...{ ...run, line: 3, step: 'Test', message: 'old', level: 'warn' },
        annotation: { level: 'warning' },
      },
      {
        ...{ ...run, line: 4, step: 'Test', message: 'done', level: 'info' },
        annotation: { level: 'notice' },
      },
    ]);
    expect(output.annotations()).toEqual({
      annotations: [
        {
          level: 'error',
          file: 'a.ts',
          line: 3,
          column: 7,
          title: 'T',
          message: 'no\nand why',
          step: 'Lint',
          time: 1_000,
        },
        { level: 'warning', message: 'old', step: 'Test', time: 1_005 },
        { level: 'notice', message: 'done', step: 'Test', time: 1_005 },
      ],
    });
    expect(client.published.map(({ fields }) => fields.timestamp)).toEqual([1_000, 1_005, 1_005]);
  });

  test('gives fifty annotations and the number of the others, of which each event has the news', () => {
    expect(output.annotations()).toEqual({});
    expect(output.hasNews).toBe(false);
    print('Lint', ...Array.from({ length: 40 }, (_, n) => `::error::${n} ${'x'.repeat(9_000)}`));
    expect(output.hasNews).toBe(true);
    expect(output.takeNews()).toEqual(output.annotations());
    expect(output.takeNews()).toEqual({});
    print('Lint', ...Array.from({ length: 12 }, (_, n) => `::error::${n}`));
    expect(output.takeNews()).toMatchObject({ annotationsOmitted: 2 });
    print('Lint', '::error::one more');
    expect(output.takeNews()).toEqual({ annotationsOmitted: 3 });
    expect(output.hasNews).toBe(false);
    const { annotations = [], annotationsOmitted } = output.annotations();
    expect(annotations).toHaveLength(50);
    expect(annotations[0]?.message).toHaveLength(500);
    expect(annotationsOmitted).toBe(3);
  });

  test('is shown before its line has ended, and no more once it has', () => {
    const { onLine, onPartial, end } = output.begin('Ask');
    onPartial(() => 'Name? ');
    vi.advanceTimersByTime(100);
    expect(client.published).toMatchObject([
      { name: 'build.partial', durable: false, fields: { data: { ...run, step: 'Ask' } } },
    ]);
    void onLine('Name? Ada');
    vi.advanceTimersByTime(10_000);
    expect(client.published.map(({ name, fields }) => [name, fields.data])).toEqual([
      ['build.partial', { ...run, step: 'Ask', message: 'Name? ' }],
      ['build.partial', { ...run, step: 'Ask', message: '' }],
      ['build.log', { ...run, line: 1, step: 'Ask', message: 'Name? Ada', level: 'info' }],
    ]);
    onPartial(() => 'left behind');
    end();
    vi.advanceTimersByTime(10_000);
    expect(client.published).toHaveLength(3);
  });
});
