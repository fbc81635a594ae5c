// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { showOnDesktop } from './desktop.ts';
import type { NewNotice } from './model.ts';

const notice = (eventId: string, key = 'build-b1'): NewNotice => ({
  key,
  eventId,
  kind: 'build',
  tone: 'good',
  title: 'web: build #12 passed',
  detail: 'main · Tokens expire',
  link: { to: 'build', projectId: 'web', buildId: 'b1' },
  at: 1,
});

/** A tab has modules of its own, and shares the storage. */
async function openTab() {
  vi.resetModules();
  const tab = await import('./inbox.ts');
  return { ...tab, stop: tab.shareInbox() };
}

const stored = () => JSON.parse(localStorage.getItem('slate.inbox') ?? 'null') as unknown;

beforeEach(() => localStorage.clear());
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it('is one inbox for all tabs: an event that both receive is one notice', async () => {
  const first = await openTab();
  const second = await openTab();
  first.inbox.add(notice('e1'), false);
  second.inbox.add(notice('e1'), false);
  second.inbox.add(notice('e2', 'build-b2'), false);
  first.inbox.markRead('build-b1');
  expect(stored()).toMatchObject({
    notices: [
      { eventId: 'e2', count: 1, readAt: null },
      { eventId: 'e1', count: 1, readAt: expect.any(Number) as number },
    ],
  });
  first.stop();
  second.stop();
});

it.each(['no JSON', '{"notices":[{"title":1}]}', '[]'])('begins empty after %j', async (broken) => {
  localStorage.setItem('slate.inbox', broken);
  const tab = await openTab();
  tab.inbox.add(notice('e1'), false);
  expect(stored()).toMatchObject({ notices: [{ eventId: 'e1' }] });
  tab.stop();
});

it('keeps notices in the tab where storage is blocked', async () => {
  const blocked = () => {
    throw new DOMException('blocked', 'SecurityError');
  };
  vi.spyOn(Storage.prototype, 'getItem').mockImplementation(blocked);
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(blocked);
  const tab = await openTab();
  tab.inbox.add(notice('e1'), false);
  tab.inbox.mute('people', true);
  expect(tab.inbox.isMuted('people')).toBe(true);
  tab.stop();
});

it('is on the desktop once for all tabs, if that is wanted', () => {
  const shown: string[] = [];
  class FakeNotification extends EventTarget {
    static permission = 'granted';
    constructor(title: string, { body = '' }: NotificationOptions = {}) {
      super();
      shown.push(`${title} | ${body}`);
    }
  }
  vi.stubGlobal('Notification', FakeNotification);
  showOnDesktop(notice('e0'), () => {});
  localStorage.setItem('slate.notify', 'on');
  showOnDesktop(notice('e1'), () => {});
  showOnDesktop(notice('e1'), () => {});
  expect(shown).toEqual(['web: build #12 passed | main · Tokens expire']);
});
