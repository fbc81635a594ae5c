// @vitest-environment jsdom
import { renderHook } from '@testing-library/react';
import { expect, it } from 'vitest';
import { MessagingProvider } from '../../../hooks/index.ts';
import type { FollowObserver, MessagingClient } from '../../../lib/messaging/index.ts';
import { rememberMine } from './myBuilds.ts';
import { type BuildEnd, useMyBuildEnds } from './useMyBuildEnds.ts';

type Ends = FollowObserver<'slate.build.failed.*'>;

it('reports the ends of builds that were started in this browser, in words', () => {
  const observers = new Map<string, Ends>();
  const client = {
    follow: (pattern: string, _from: unknown, observer: Ends) => {
      observers.set(pattern, observer);
      return () => {};
    },
  } as unknown as MessagingClient;
  const ends: BuildEnd[] = [];
  renderHook(() => useMyBuildEnds((end) => ends.push(end)), {
    wrapper: ({ children }) => <MessagingProvider client={client}>{children}</MessagingProvider>,
  });
  const fail = (buildId: string) => {
    const git = { branch: 'main', subject: 'Tokens expire' };
    const data = { buildId, number: 12, step: 'Check', git };
    const event = { type: 'failed', projectId: 'web', id: 'e1', timestamp: 1, data };
    observers.get('slate.build.failed.*')?.onEvents([{ event, meta: {} } as never]);
  };

  rememberMine('mine');
  fail('another');
  fail('mine');
  expect(ends).toEqual([
    {
      projectId: 'web',
      buildId: 'mine',
      eventId: 'e1',
      result: 'failed',
      title: 'build #12 failed',
      detail: 'Step “Check” failed\nmain · Tokens expire',
    },
  ]);
});
