// What the benchmarks of the page take from the environment.
import { type Candidate, candidates } from './candidates.ts';

export interface BenchSettings {
  /** Log events in a burst. */
  readonly events: number;
  /** Bursts for each candidate; the middle one is printed. */
  readonly rounds: number;
  /** How long each steady rate lasts. */
  readonly seconds: number;
  /** Log lines a second. */
  readonly rates: readonly number[];
  /** People in one project. */
  readonly people: number;
  /** Build events that are stored when the first page is opened. */
  readonly history: number;
  /** Size of the file that is uploaded beside a log. */
  readonly uploadMb: number;
  /** Lines that a process prints. */
  readonly printed: readonly number[];
  /** Who is measured. */
  readonly candidates: readonly Candidate[];
  /** Profiles Slate's bursts and says where the time went. */
  readonly profile: boolean;
}

/** @throws Error that names the variable which has no use. */
export function readBenchSettings(
  env: Readonly<Record<string, string | undefined>>,
): BenchSettings {
  const count = (name: string, fallback: number) => readCount(name, env[name] || String(fallback));
  const counts = (name: string, fallback: string) =>
    (env[name] || fallback).split(',').map((text) => readCount(name, text.trim()));
  return {
    events: count('SLATE_BENCH_EVENTS', 100_000),
    rounds: count('SLATE_BENCH_ROUNDS', 3),
    seconds: count('SLATE_BENCH_SECONDS', 20),
    rates: counts('SLATE_BENCH_RATES', '1000,5000'),
    printed: counts('SLATE_BENCH_PRINTED', '10000,300000,1000000'),
    people: count('SLATE_BENCH_PEOPLE', 1_000),
    uploadMb: count('SLATE_BENCH_UPLOAD_MB', 200),
    history: count('SLATE_BENCH_HISTORY', 220_000),
    candidates: (env.SLATE_BENCH_CANDIDATES || candidates.join(','))
      .split(',')
      .map((name) => readCandidate(name.trim())),
    profile: env.SLATE_BENCH_PROFILE === '1',
  };
}

function readCount(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new Error(`${name} is “${text}”; give a whole number from 1.`);
  }
  return value;
}

function readCandidate(name: string): Candidate {
  const known = candidates.find((candidate) => candidate === name);
  if (known) return known;
  throw new Error(`SLATE_BENCH_CANDIDATES names “${name}”; there are ${candidates.join(', ')}.`);
}
