import { existsSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import type { TestCount } from './steps.ts';

const maxReasonLines = 12;

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

interface PlaywrightSuite {
  readonly specs?: readonly {
    readonly title: string;
    readonly file: string;
    readonly ok: boolean;
    readonly tests: readonly {
      readonly results: readonly { readonly errors?: readonly { readonly message?: string }[] }[];
    }[];
  }[];
  readonly suites?: readonly PlaywrightSuite[];
}

interface PlaywrightReport extends PlaywrightSuite {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
  };
}

const noTests: TestCount = { passed: 0, failed: 0, failures: [] };

/** Reads what Vitest's JSON reporter wrote. No report is no test. */
export function readVitestReport(file: string): TestCount {
  return existsSync(file) ? countVitest(readJson(file) as VitestReport) : noTests;
}

/** Reads what Playwright's JSON reporter wrote. No report is no test. */
export function readPlaywrightReport(file: string): TestCount {
  return existsSync(file) ? countPlaywright(readJson(file) as PlaywrightReport) : noTests;
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

export function countVitest(report: VitestReport): TestCount {
  const failures = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    // A file that can't be loaded fails without a test of its own.
    if (status === 'failed' && assertionResults.length === 0) return [failure(name, message)];
    return assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => failure(`${name} > ${test.fullName}`, test.failureMessages?.join('\n')));
  });
  return { passed: report.numPassedTests, failed: failures.length, failures };
}

export function countPlaywright(report: PlaywrightReport): TestCount {
  const { expected, unexpected, flaky } = report.stats;
  const failures = specsOf(report)
    .filter(({ ok }) => !ok)
    .map(({ file, title, tests }) => {
      const errors = tests.flatMap(({ results }) =>
        results.flatMap((result) => result.errors ?? []),
      );
      return failure(`${file} > ${title}`, errors[0]?.message);
    });
  // A flaky test failed before it passed, which proves nothing.
  return { passed: expected, failed: unexpected + flaky, failures };
}

function specsOf({
  specs = [],
  suites = [],
}: PlaywrightSuite): NonNullable<PlaywrightSuite['specs']> {
  return [...specs, ...suites.flatMap(specsOf)];
}

function failure(name: string, reason = ''): string {
  const lines = stripVTControlCharacters(reason).split('\n').slice(0, maxReasonLines);
  return [`✗ ${name}`, ...lines.map((line) => `    ${line}`)].join('\n');
}
