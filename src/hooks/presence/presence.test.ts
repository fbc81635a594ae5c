import { afterEach, describe, expect, it } from 'vitest';
import { slateCatalog, slateCommands } from '../../catalogs/slate/index.ts';
import {
  createClient,
  liveSource,
  type MessagingClient,
  Views,
} from '../../lib/messaging/index.ts';
import { FakeClock, settle } from '../../lib/messaging/testing/fakeClock.ts';
import { FakeDriver } from '../../lib/messaging/testing/fakeDriver.ts';
import { peopleView } from './peopleView.ts';
import { announcePresence, type Place } from './announcePresence.ts';
import type { TabSignal } from './tabSignals.ts';

// Pages that publish and pages that look on, each with a clock of its own, and a server between.

const clients: MessagingClient[] = [];
const drivers = new Set<FakeDriver>();

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close({ drainMs: 0 })));
  drivers.clear();
});

/** What one page publishes reaches every page that is connected. */
function connectToServer(driver: FakeDriver): FakeDriver {
  drivers.add(driver);
  void driver.closed.then(() => drivers.delete(driver));
  driver.onPublish = ({ subject, body }) => {
    for (const other of drivers) other.deliver(subject, body);
  };
  return driver;
}

async function page(userId: string, place: Place = { view: 'Project' }) {
  const clock = new FakeClock();
  let driver = connectToServer(new FakeDriver());
  const client = createClient({
    catalog: slateCatalog,
    commands: slateCommands,
    connect: async () => driver,
    userId,
    inboxPrefix: '_INBOX.t',
    // A connection has timers of its own, and they are not what is tested here.
    clock: new FakeClock(),
  });
  clients.push(client);
  await settle();
  const listeners = new Set<(signal: TabSignal) => void>();
  const tab = {
    visible: true,
    isVisible: () => tab.visible,
    subscribe: (listener: (signal: TabSignal) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  let crowd = 1;
  const sender = announcePresence({
    ...{ client, projectId: 'p1', tab, clock, random: () => 0.5 },
    self: () => ({ userId, name: userId, sessionId: `${userId}-tab` }),
    place: () => place,
    crowd: () => crowd,
  });
  const views = new Views({
    source: liveSource(client, clock),
    clock,
    // As nextFrame does it in a tab that paints nothing.
    schedule: (task) => clock.after(250, task),
  });
  const store = views.store(peopleView, 'p1');
  return {
    clock,
    tab,
    join: async () => {
      const leave = sender.start();
      await settle();
      return leave;
    },
    look: () => void store.subscribe(() => {}),
    here: () => Object.keys(store.getState().state.shown.p1 ?? {}).toSorted(),
    signal: async (signal: TabSignal) => {
      for (const listener of listeners) listener(signal);
      await settle();
    },
    move: async (next: Place, people = 1) => {
      place = next;
      crowd = people;
      sender.changed();
      await settle();
    },
    /** Its process is gone, and the server does not know it yet. */
    kill: () => drivers.delete(driver),
    hide: async () => {
      tab.visible = false;
      for (const listener of listeners) listener('visibility');
      await settle();
    },
    lose: async () => {
      driver.end();
      await settle();
    },
    reconnect: async () => {
      driver = connectToServer(new FakeDriver());
      client.retryNow();
      await settle();
    },
    published: () =>
      driver.published.filter(({ subject }) => subject.startsWith('slate.collab.')).length,
    last: () => {
      const body = driver.published.at(-1)?.body;
      return new TextDecoder().decode(body);
    },
  };
}

type TestPage = Awaited<ReturnType<typeof page>>;

/** Seconds in which each page's timers run: every one, or the first of each minute in a hidden tab. */
async function passSeconds(pages: readonly TestPage[], seconds: number, each = () => {}) {
  for (let second = 1; second <= seconds; second++) {
    for (const [index, { clock, tab }] of pages.entries()) {
      if (tab.visible) await clock.advance(1_000);
      // Each at another second of the minute.
      else if ((second + index * 17) % 60 === 0) await clock.stall(60_000);
    }
    each();
  }
}

describe('an hour of throttled timers', () => {
  it.each([
    ['a hidden page', 'a visible one', false, true],
    ['a hidden page', 'a hidden one', false, false],
    ['a visible page', 'a hidden one', true, false],
    ['a visible page', 'a visible one', true, true],
  ])('keeps %s on %s', async (_, __, senderIsVisible, readerIsVisible) => {
    const grace = await page('grace');
    const ada = await page('ada');
    grace.look();
    await grace.join();
    await ada.join();
    if (!senderIsVisible) await ada.hide();
    if (!readerIsVisible) await grace.hide();
    const pages = [grace, ada];
    await passSeconds(pages, 61);
    expect(grace.here()).toEqual(['ada', 'grace']);
    const seen = new Set<string>();
    await passSeconds(pages, 3_600, () => seen.add(grace.here().join()));
    expect([...seen]).toEqual(['ada,grace']);
  });
});

describe('a page', () => {
  it('sees everybody within a second of its arrival, also hidden pages with slow timers', async () => {
    const [ada, bob, grace] = [await page('ada'), await page('bob'), await page('grace')];
    await ada.join();
    await bob.join();
    await bob.hide();
    grace.look();
    await grace.join();
    for (const { clock } of [ada, grace]) await clock.advance(700);
    // Not a single timer of Bob's has run.
    await grace.clock.advance(300);
    expect(grace.here()).toEqual(['ada', 'bob', 'grace']);
  });

  it('is gone with the next frame when it leaves, whatever was about to be published', async () => {
    const [ada, grace, eve] = [await page('ada'), await page('grace'), await page('eve')];
    grace.look();
    const leave = await ada.join();
    await eve.join();
    await grace.clock.advance(250);
    expect(grace.here()).toEqual(['ada', 'eve']);
    // Eve's arrival is still to be answered.
    leave();
    await settle();
    await grace.clock.advance(250);
    expect(grace.here()).toEqual(['eve']);
    const published = ada.published();
    await ada.clock.advance(60_000);
    expect(ada.published()).toBe(published);
  });

  it('is gone when its tab is closed, and answers nobody on its way out', async () => {
    const [ada, grace] = [await page('ada'), await page('grace')];
    grace.look();
    await ada.join();
    await ada.signal('leave');
    await grace.join();
    await ada.signal('visibility');
    await ada.clock.advance(1_000);
    await grace.clock.advance(1_000);
    expect(grace.here()).toEqual(['grace']);
    await ada.signal('return');
    await grace.clock.advance(250);
    expect(grace.here()).toEqual(['ada', 'grace']);
  });

  it.each([
    ['visible', 25_000],
    ['hidden', 75_000],
  ])('that is %s when it is killed is gone within %i ms', async (state, limit) => {
    const [ada, grace] = [await page('ada'), await page('grace')];
    grace.look();
    await ada.join();
    if (state === 'hidden') await ada.hide();
    await grace.clock.advance(250);
    ada.kill();
    await grace.clock.advance(limit - 1_000);
    expect(grace.here()).toEqual(['ada']);
    // It is looked for every five seconds.
    await grace.clock.advance(6_500);
    expect(grace.here()).toEqual([]);
  });

  it('publishes where it is at once, then at a pace that fits the crowd', async () => {
    const ada = await page('ada');
    await ada.join();
    const at = (line: number) => ({ view: 'Build log', location: { page: 'log', line } });
    await ada.clock.advance(1_000);
    const before = ada.published();
    for (let line = 1; line <= 10; line++) await ada.move(at(line));
    await ada.clock.advance(0);
    expect(ada.published() - before).toBe(1);
    expect(ada.last()).toContain('"line":10');
    await ada.move(at(11), 1_000);
    await ada.clock.advance(1_900);
    expect(ada.published() - before).toBe(1);
    await ada.clock.advance(100);
    expect(ada.published() - before).toBe(2);
    expect(ada.last()).toContain('"line":11');
    // Nothing new
    await ada.move(at(11));
    await ada.clock.advance(2_000);
    expect(ada.published() - before).toBe(2);
  });
});

describe('a thousand people', () => {
  it('publish every 50 s, are kept meanwhile, and are gone after 125 s of silence', async () => {
    const [ada, grace] = [await page('ada'), await page('grace')];
    grace.look();
    await ada.move({ view: 'Project' }, 1_000);
    await ada.join();
    const before = ada.published();
    const seen = new Set<string>();
    await passSeconds([ada, grace], 600, () => seen.add(grace.here().join()));
    expect([...seen]).toEqual(['ada']);
    // Up to a quarter earlier than promised.
    expect(ada.published() - before).toBe(13);
    ada.kill();
    await grace.clock.advance(80_000);
    expect(grace.here()).toEqual(['ada']);
    await grace.clock.advance(50_000);
    expect(grace.here()).toEqual([]);
  });
});

describe('a clock', () => {
  it.each([
    ['an hour ahead', 3_600_000],
    ['an hour behind', -3_600_000],
  ])('that is %s, or is set so, changes nothing', async (_, offset) => {
    const [ada, grace] = [await page('ada'), await page('grace')];
    ada.clock.step(offset);
    grace.look();
    await grace.join();
    await ada.join();
    const pages = [ada, grace];
    await passSeconds(pages, 1);
    const seen = new Set<string>();
    const look = () => seen.add(grace.here().join());
    await passSeconds(pages, 30, look);
    ada.clock.step(offset);
    await passSeconds(pages, 30, look);
    grace.clock.step(offset);
    await passSeconds(pages, 90, look);
    expect([...seen]).toEqual(['ada,grace']);
    ada.kill();
    await grace.clock.advance(31_000);
    expect(grace.here()).toEqual(['grace']);
  });
});

describe('a page without a connection', () => {
  it.each([2, 300])('for %i s keeps those whom it saw, then those who answer', async (seconds) => {
    const [ada, bob, grace] = [await page('ada'), await page('bob'), await page('grace')];
    grace.look();
    await ada.join();
    await bob.join();
    await grace.join();
    await passSeconds([ada, bob, grace], 2);
    await grace.lose();
    bob.kill();
    await passSeconds([ada, grace], seconds);
    expect(grace.here()).toEqual(['ada', 'bob', 'grace']);
    await grace.reconnect();
    // Before anybody has answered.
    await grace.clock.advance(4_500);
    expect(grace.here()).toEqual(['ada', 'bob', 'grace']);
    const seen = new Set<string>();
    await passSeconds([ada, grace], 7, () => seen.add(grace.here().join()));
    expect([...seen]).toEqual(['ada,bob,grace', 'ada,grace']);
  });
});
