import { describe, expect, it, vi } from 'vitest';
import { MemoryHost, type MemoryPage, MemoryStore } from './testing/memoryHost.ts';

const pieces = ['a', 'bc', '\n', '🚀', 'é', 'line\n', '  '];

/** Types or deletes a little at a random place, as people do: never half a character. */
function editAtRandom(host: MemoryHost, page: MemoryPage, count: number): void {
  const { random } = host;
  const { text } = page;
  let at = evenPlace(text, random.below(text.length + 1));
  if (random.chance(0.45)) {
    const end = evenPlace(text, Math.min(text.length, at + random.below(3 * count)));
    page.type(at, '', end - at);
    return;
  }
  for (let stroke = 0; stroke < count; stroke++) {
    const piece = random.pick(pieces);
    page.type(at, piece);
    at += piece.length;
  }
}

const evenPlace = (text: string, at: number) =>
  /[\udc00-\udfff]/.test(text[at] ?? '') ? at - 1 : at;

async function opened(host: MemoryHost, count: number): Promise<MemoryPage[]> {
  const pages = Array.from({ length: count }, (_, index) => host.page(`u${index}`));
  for (const page of pages) void page.client.start();
  await host.clock.advance(50);
  return pages;
}

describe('pages that edit one text', () => {
  it('agree with the authority after 10,000 edits over a network that loses, doubles and reorders', async () => {
    const host = new MemoryHost('one\ntwo\nthree\n', 7);
    const pages = await opened(host, 3);
    host.weather = { drop: 0.1, double: 0.1, delayMs: 40 };
    for (let step = 0; step < 2_000; step++) {
      editAtRandom(host, host.random.pick(pages), 5);
      if (step % 3 === 0) await host.clock.advance(host.random.below(60));
      if (step % 100 === 0) {
        const page = host.random.pick(pages);
        page.online = false;
        await host.clock.advance(host.random.below(400));
        page.online = true;
      }
      if (step % 170 === 0) host.digest();
      if (step % 230 === 0) host.save();
    }
    for (let round = 0; round < 40; round++) {
      await host.clock.advance(2_000);
      if (round === 20) host.weather = { drop: 0, double: 0, delayMs: 5 };
      host.digest();
    }
    for (const page of pages) {
      expect(page.text).toBe(host.authority.text);
      expect(page.client.getView().document?.hasUnsent).toBe(false);
    }
    expect(host.authority.text.isWellFormed()).toBe(true);
    expect(host.authority.docSeq).toBeGreaterThan(300);
  }, 60_000);

  it('find a deletion that was lost, by the digest', async () => {
    const host = new MemoryHost('keep this, drop that');
    const [writer, reader] = (await opened(host, 2)) as [MemoryPage, MemoryPage];
    reader.deliver = () => undefined;
    writer.type(9, '', 11);
    await host.clock.advance(100);
    expect(reader.text).toBe('keep this, drop that');
    Reflect.deleteProperty(reader, 'deliver');
    host.digest();
    await host.clock.advance(100);
    expect(reader.text).toBe('keep this');
  });

  it('open the file again when they hear nothing of it', async () => {
    const host = new MemoryHost('old');
    const [reader] = (await opened(host, 1)) as [MemoryPage];
    reader.deliver = () => undefined;
    host.editDisk('new');
    await host.clock.advance(20_000);
    expect(reader.text).toBe('old');
    await host.clock.advance(20_000);
    expect(reader.text).toBe('new');
  });

  it('keep what is typed while the agent is gone, and say so', async () => {
    const host = new MemoryHost('x');
    const [page] = (await opened(host, 1)) as [MemoryPage];
    expect(page.status).toBe('synced');
    host.isUp = false;
    page.type(1, 'y');
    await host.clock.advance(10_000);
    expect(page.client.getView().state).toEqual({ status: 'offline', hasUnsent: true });
    host.isUp = true;
    await host.clock.advance(5_000);
    expect(host.authority.text).toBe('xy');
    expect(page.status).toBe('unsaved');
    host.save();
    await host.clock.advance(10);
    expect(page.status).toBe('synced');
  });

  it('send what a reload has interrupted, once', async () => {
    const host = new MemoryHost('x');
    const store = new MemoryStore();
    const before = host.page('u1', store);
    void before.client.start();
    await host.clock.advance(50);
    // The update arrives; its ack does not.
    before.deliver = () => undefined;
    before.type(1, 'y');
    await host.clock.advance(100);
    expect(host.authority.text).toBe('xy');
    before.online = false;
    before.type(2, 'z');
    await host.clock.advance(100);
    const after = host.page('u1', store);
    after.online = false;
    void after.client.start();
    await host.clock.advance(50);
    expect(after.text).toBe('xyz');
    expect(after.client.getView().state).toEqual({ status: 'offline', hasUnsent: true });
    after.type(3, '!');
    after.online = true;
    await host.clock.advance(5_000);
    expect(host.authority.text).toBe('xyz!');
    expect(after.text).toBe('xyz!');
    expect([...store.copies.values()].flatMap(({ copy }) => copy.outgoing)).toEqual([]);
  });

  it('merge two tabs that were both offline', async () => {
    const host = new MemoryHost('a\nb\nc\n');
    const store = new MemoryStore();
    const tabs = [host.page('u1', store), host.page('u1', store)];
    for (const tab of tabs) void tab.client.start();
    await host.clock.advance(50);
    for (const tab of tabs) tab.online = false;
    tabs[0]?.type(0, '1');
    tabs[1]?.type(6, '2');
    await host.clock.advance(50);
    const next = host.page('u1', store);
    void next.client.start();
    await host.clock.advance(5_000);
    expect(host.authority.text).toBe('1a\nb\nc\n2');
    for (const tab of tabs) tab.online = true;
    await host.clock.advance(5_000);
    expect([...tabs, next].map(({ text }) => text)).toEqual(Array(3).fill('1a\nb\nc\n2'));
  });

  it('keep what the authority can’t keep, and send it until it can', async () => {
    const host = new MemoryHost('one\n');
    const [page, other] = await opened(host, 2);
    if (!page || !other) throw new Error('no pages');
    host.isFull = true;
    page.type(0, 'typed ');
    await host.clock.advance(20_000);
    expect([host.authority.text, other.text]).toEqual(['one\n', 'one\n']);
    expect([page.text, page.status]).toEqual(['typed one\n', 'unsaved']);
    expect(page.client.getView().drafts).toEqual([]);
    host.isFull = false;
    await host.clock.advance(5_000);
    expect([host.authority.text, other.text]).toEqual(['typed one\n', 'typed one\n']);
    expect(page.client.getView().document?.hasUnsent).toBe(false);
  });

  it('merge by lines into another epoch, never by its history', async () => {
    const host = new MemoryHost('one\ntwo\nthree\n');
    const [page] = (await opened(host, 1)) as [MemoryPage];
    page.online = false;
    page.type(0, 'my ');
    const next = new MemoryHost('one\ntwo\nTHREE\n', 2, 'e2');
    host.authority = next.authority;
    page.online = true;
    await host.clock.advance(5_000);
    expect(host.authority.text).toBe('my one\ntwo\nTHREE\n');
    expect(page.text).toBe(host.authority.text);
    expect(page.client.getView().drafts).toEqual([]);
  });

  it('keep a draft of what contradicts another epoch', async () => {
    const host = new MemoryHost('one\ntwo\n');
    const [page] = (await opened(host, 1)) as [MemoryPage];
    page.online = false;
    page.type(0, 'my ');
    host.authority = new MemoryHost('your one\ntwo\n', 2, 'e2').authority;
    page.online = true;
    await host.clock.advance(5_000);
    expect(page.text).toBe('your one\ntwo\n');
    const [draft] = page.client.getView().drafts;
    expect(draft).toMatchObject({ text: 'my one\ntwo\n' });
    expect((page.store as MemoryStore).drafts).toEqual([draft]);
    if (draft) page.client.dismissDraft(draft);
    expect((page.store as MemoryStore).drafts).toEqual([]);
  });

  it('keep a draft of what is refused, and show what is in the file', async () => {
    const host = new MemoryHost('x');
    const [page] = (await opened(host, 1)) as [MemoryPage];
    host.readOnly = 'This project is read-only.';
    page.type(1, 'y');
    await host.clock.advance(5_000);
    expect(page.text).toBe('x');
    expect(page.client.getView()).toMatchObject({
      state: { status: 'readOnly', reason: 'This project is read-only.' },
      drafts: [{ text: 'xy', reason: 'The file became read-only.' }],
    });
  });

  it('keep every draft: a later one takes nothing from one that was not read yet', async () => {
    const host = new MemoryHost('x');
    const [page] = (await opened(host, 1)) as [MemoryPage];
    for (const typed of ['first', 'second']) {
      host.readOnly = null;
      host.publish({ kind: 'reset', epoch: host.authority.epoch, reason: 'mode' });
      await host.clock.advance(1_000);
      host.readOnly = 'This project is read-only.';
      page.type(1, typed);
      await host.clock.advance(5_000);
    }
    const texts = page.client.getView().drafts.map(({ text }) => text);
    expect(texts).toEqual(['xfirst', 'xsecond']);
  });

  it('are read-only from a reload on where they were before it, with no agent to ask', async () => {
    const host = new MemoryHost('x');
    host.readOnly = 'This project is read-only.';
    const store = new MemoryStore();
    const first = host.page('u1', store);
    void first.client.start();
    await host.clock.advance(1_000);
    first.client.close();
    host.isUp = false;
    const again = host.page('u1', store);
    void again.client.start();
    await host.clock.advance(1_000);
    expect([again.text, again.status]).toEqual(['x', 'readOnly']);
    host.readOnly = null;
    host.isUp = true;
    await host.clock.advance(5_000);
    expect(again.status).toBe('synced');
  });

  it('ask once a second, not in a circle, while the agent does not admit them', async () => {
    const host = new MemoryHost('x');
    const [page] = (await opened(host, 1)) as [MemoryPage];
    const open = vi.spyOn(host, 'open');
    vi.spyOn(host.authority, 'openSession').mockReturnValue(false);
    vi.spyOn(host.authority, 'submit').mockReturnValue({ kind: 'refused', reason: 'session' });
    page.type(0, 'y');
    await host.clock.advance(5_000);
    expect(open.mock.calls.length).toBeLessThanOrEqual(6);
    expect(open.mock.calls.length).toBeGreaterThan(3);
    vi.restoreAllMocks();
    await host.clock.advance(5_000);
    expect(host.authority.text).toBe('yx');
  });

  it('say when their store takes nothing, and when it does again', async () => {
    const host = new MemoryHost('x');
    const store = new MemoryStore();
    const page = host.page('u1', store);
    void page.client.start();
    await host.clock.advance(50);
    const save = vi.spyOn(store, 'save').mockRejectedValue(new Error('full'));
    page.type(0, 'y');
    await host.clock.advance(1_000);
    expect(page.client.getView().isKept).toBe(false);
    save.mockRestore();
    page.type(0, 'z');
    await host.clock.advance(1_000);
    expect(page.client.getView().isKept).toBe(true);
  });

  it('take edits of the file on disk without losing what is typed', async () => {
    const host = new MemoryHost('1\n2\n3\n4\n', 3);
    const [page] = (await opened(host, 1)) as [MemoryPage];
    for (let round = 0; round < 200; round++) {
      page.type(0, 'x');
      host.editDisk(host.authority.shadowText.replace(/4/, `4${round % 10}`));
      await host.clock.advance(40);
    }
    expect(page.text).toBe(host.authority.text);
    expect(page.text.match(/x/g)).toHaveLength(200);
    expect(page.text.split('\n')[3]).toHaveLength(201);
  });
});
