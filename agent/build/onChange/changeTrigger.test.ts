import { describe, expect, test } from 'vitest';
import {
  AFTER_BUILD_MS,
  MAX_ECHOES,
  MAX_WAIT_MS,
  mayBeOutput,
  nextTrigger,
  noChanges,
  QUIET_MS,
  savedBy,
  type TriggerEvent,
  triggerStep,
} from './changeTrigger.ts';

/** A project on a clock of the test's own; starts what the trigger says, as the agent does. */
function project() {
  let state = noChanges;
  let now = 10_000;
  let number = 0;
  const started: { readonly files: readonly string[]; readonly by: string | null }[] = [];
  const superseded: string[] = [];
  const dropped: (readonly string[])[] = [];
  const take = (event: TriggerEvent) => {
    state = nextTrigger(state, event);
  };
  const act = () => {
    const step = triggerStep(state, now);
    if (step.kind === 'drop') {
      dropped.push(step.files);
      take({ type: 'dropped' });
    }
    if (step.kind !== 'start' && step.kind !== 'supersede') return step;
    take({ type: 'asking' });
    if (step.kind === 'supersede') {
      superseded.push(step.buildId);
      take({ type: 'build-ended', buildId: step.buildId, at: now });
    }
    if (state.asked.kind !== 'asking') throw new Error('nothing was asked for');
    const { changes } = state.asked;
    started.push({ files: [...changes.files.keys()], by: savedBy(changes) });
    number += 1;
    take({ type: 'accepted', buildId: `b${number}` });
    return step;
  };
  return {
    started,
    superseded,
    dropped,
    take,
    act,
    get state() {
      return state;
    },
    /** Lets time pass; whatever is due happens in it. */
    pass(ms: number) {
      const end = now + ms;
      for (let step = act(); step.kind === 'wait' && now + step.ms <= end; step = act()) {
        now += step.ms;
      }
      now = end;
      act();
    },
    save(path: string, by: string | null = null) {
      const isEcho = by === null && mayBeOutput(state, now);
      take({ type: 'changed', files: [{ path, by, isEcho }], at: now });
      act();
    },
    begin: (buildId = `b${number}`, isWhole = true) =>
      take({ type: 'build-started', buildId, isWhole }),
    end(buildId = `b${number}`) {
      take({ type: 'build-ended', buildId, at: now });
      act();
    },
  };
}

const paths = (one: ReturnType<typeof project>) => one.started.map(({ files }) => files.join(' '));

describe('a change', () => {
  test('starts one build after a quiet moment', () => {
    const web = project();
    web.save('a');
    web.pass(QUIET_MS - 1);
    web.save('b');
    web.pass(QUIET_MS - 1);
    expect(web.started).toEqual([]);
    web.pass(1);
    expect(paths(web)).toEqual(['a b']);
    web.begin();
    web.end();
    web.pass(60_000);
    expect(web.started).toHaveLength(1);
  });

  test('starts one also while saving never stops', () => {
    const web = project();
    for (let ms = 0; ms < MAX_WAIT_MS; ms += 100) {
      expect(web.started).toEqual([]);
      web.save('a');
      web.pass(100);
    }
    expect(web.started).toHaveLength(1);
  });

  test('is by the one who saved all of it, or by nobody that is known', () => {
    for (const [saves, by] of [
      [['Ada', 'Ada'], 'Ada'],
      [['Ada', 'Grace'], null],
      [['Ada', null], null],
    ] as const) {
      const web = project();
      web.save('a', saves[0]);
      web.save('b', saves[1]);
      web.pass(QUIET_MS);
      expect(web.started).toEqual([{ files: ['a', 'b'], by }]);
    }
  });

  test('supersedes the build that waits, and only that: one waits at most', () => {
    const web = project();
    web.save('a');
    web.pass(QUIET_MS);
    web.save('b');
    web.pass(QUIET_MS + AFTER_BUILD_MS);
    web.save('c');
    web.pass(QUIET_MS + AFTER_BUILD_MS);
    expect(paths(web)).toEqual(['a', 'a b', 'a b c']);
    expect(web.superseded).toEqual(['b1', 'b2']);
    expect([...web.state.builds]).toEqual([['b3', 'waiting']]);
  });

  test('during a build starts one more when that has ended', () => {
    const web = project();
    web.save('a');
    web.pass(QUIET_MS);
    web.begin();
    for (let n = 0; n < 20; n++) {
      web.save('b', 'Ada');
      web.pass(1_000);
    }
    expect(web.started).toHaveLength(1);
    expect(web.superseded).toEqual([]);
    web.end();
    web.pass(AFTER_BUILD_MS);
    expect(paths(web)).toEqual(['a', 'b']);
    web.begin();
    web.end();
    web.pass(60_000);
    expect(web.started).toHaveLength(2);
  });

  test('is in a build that somebody started meanwhile, if that runs all steps', () => {
    const web = project();
    web.take({ type: 'build-queued', buildId: 'theirs' });
    web.save('a');
    web.pass(60_000);
    expect(web.started).toEqual([]);
    web.begin('theirs', false);
    web.end('theirs');
    web.pass(AFTER_BUILD_MS);
    expect(paths(web)).toEqual(['a']);
    web.take({ type: 'build-queued', buildId: 'another' });
    web.begin();
    web.save('b', 'Ada');
    web.begin('another');
    web.end();
    web.end('another');
    web.pass(60_000);
    expect(web.started).toHaveLength(1);
  });

  test('is not lost when the build could not be queued, and is when it never could', () => {
    const web = project();
    web.take({ type: 'changed', files: [{ path: 'a', by: null, isEcho: false }], at: 0 });
    web.take({ type: 'asking' });
    web.save('b');
    web.take({ type: 'refused', retryAt: 20_000 });
    web.pass(9_999);
    expect(web.started).toEqual([]);
    web.pass(1);
    expect(paths(web)).toEqual(['a b']);
    const broken = project();
    broken.take({ type: 'changed', files: [{ path: 'a', by: null, isEcho: false }], at: 0 });
    broken.take({ type: 'asking' });
    broken.take({ type: 'refused', retryAt: null });
    broken.pass(60_000);
    expect(broken.started).toEqual([]);
  });

  test('goes on when the end of a build was missed', () => {
    const web = project();
    web.begin('theirs');
    web.save('a');
    web.pass(60_000);
    expect(web.started).toEqual([]);
    web.take({ type: 'all-ended', at: 0 });
    web.pass(0);
    expect(paths(web)).toEqual(['a']);
  });

  test('of a build that began before its queueing was answered is waited for', () => {
    const web = project();
    web.take({ type: 'changed', files: [{ path: 'a', by: null, isEcho: false }], at: 0 });
    web.take({ type: 'asking' });
    web.begin('b1');
    web.take({ type: 'accepted', buildId: 'b1' });
    web.save('b', 'Ada');
    web.pass(60_000);
    expect([web.started, web.superseded]).toEqual([[], []]);
  });
});

describe('builds that change their own project', () => {
  /** A build that writes this file just before it ends. */
  function run(web: ReturnType<typeof project>, writes: string) {
    web.begin();
    web.save(writes);
    web.end();
    web.pass(AFTER_BUILD_MS);
  }

  test('are started a few times, not for ever, until somebody saves again', () => {
    const web = project();
    web.save('a');
    web.pass(QUIET_MS);
    for (let n = 0; n < 10; n++) run(web, 'build.log');
    expect(web.started).toHaveLength(1 + MAX_ECHOES);
    expect(web.dropped[0]).toEqual(['build.log']);
    web.pass(60_000);
    expect(web.started).toHaveLength(1 + MAX_ECHOES);
    web.save('a');
    web.pass(QUIET_MS);
    expect(web.started).toHaveLength(2 + MAX_ECHOES);
  });

  test('are one with what is seen shortly after their end', () => {
    const web = project();
    web.save('a');
    web.pass(QUIET_MS);
    for (let n = 0; n < 10; n++) {
      web.begin();
      web.end();
      web.pass(AFTER_BUILD_MS - 1);
      web.save('build.log');
      web.pass(QUIET_MS);
    }
    expect(web.started).toHaveLength(1 + MAX_ECHOES);
  });

  test('do not keep what people save through Slate from being built', () => {
    const web = project();
    web.save('a');
    web.pass(QUIET_MS);
    for (let n = 0; n < 10; n++) {
      web.begin();
      web.save('build.log');
      web.save('a', 'Ada');
      web.end();
      web.pass(AFTER_BUILD_MS);
    }
    expect(web.started).toHaveLength(11);
  });
});
