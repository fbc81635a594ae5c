// @vitest-environment jsdom
import { renderHook } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { MessagingProvider } from '../../../hooks/index.ts';
import type { FollowObserver, MessagingClient } from '../../../lib/messaging/index.ts';
import { rememberMine } from './myBuilds.ts';
import { useBuildNotices } from './useBuildNotices.ts';

type Ends = FollowObserver<'slate.build.completed.*'>;

it('a tab that is seen leaves the notice to one that is not, which shows it once, by name', () => {
  const shown: string[] = [];
  class FakeNotification extends EventTarget {
    static permission = 'granted';
    constructor(title: string, { body = '' }: NotificationOptions = {}) {
      super();
      shown.push(`${title} | ${body}`);
    }
  }
  vi.stubGlobal('Notification', FakeNotification);
  localStorage.setItem('slate.notify', 'on');
  const observers = new Map<string, Ends>();
  const client = {
    follow: (pattern: string, _from: unknown, observer: Ends) => {
      observers.set(pattern, observer);
      return () => {};
    },
  } as unknown as MessagingClient;
  const options = { nameOf: () => 'Web shop', onOpen: () => {} };
  renderHook(() => useBuildNotices(options), {
    wrapper: ({ children }) => <MessagingProvider client={client}>{children}</MessagingProvider>,
  });
  const end = (hidden: boolean) => {
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden);
    const data = { buildId: 'b1', number: 12, git: { branch: 'main', subject: 'Tokens expire' } };
    const event = { type: 'completed', projectId: 'web', timestamp: 1, data };
    observers.get('slate.build.completed.*')?.onEvents([{ event, meta: {} } as never]);
  };

  rememberMine('b1');
  end(false);
  expect(shown).toEqual([]);
  end(true);
  end(true);
  expect(shown).toEqual(['Web shop: build #12 passed | main · Tokens expire']);
  vi.unstubAllGlobals();
});
