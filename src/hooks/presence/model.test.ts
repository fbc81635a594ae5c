import { describe, expect, it } from 'vitest';
import {
  ACTIVE_TTL_MS,
  applyPresenceEvents,
  AWAY_TTL_MS,
  forgetSilent,
  type People,
  type PresenceDelivery,
} from './model.ts';
import { showPerson } from './shown.ts';

const tell = (
  type: 'joined' | 'presence' | 'left',
  userId: string | undefined,
  sessionId: string,
  data: object = {},
): PresenceDelivery =>
  ({
    // Hours off: a publisher's clock must not matter.
    event: {
      type,
      projectId: 'p1',
      userId,
      timestamp: 5,
      data: { sessionId, name: 'Ada', ...data },
    },
    meta: { name: `collab.${type}`, subject: `slate.collab.${type}.p1`, replayed: false },
  }) as PresenceDelivery;

const shown = (people: People, userId = 'ada') => {
  const person = people[userId];
  return person === undefined ? null : showPerson(person);
};

const at = (now: number, people: People, ...deliveries: PresenceDelivery[]): People =>
  applyPresenceEvents({ p1: people }, deliveries, now).p1 ?? {};

describe('presence', () => {
  it('counts several tabs as one person, who leaves with the last of them', () => {
    const both = at(0, {}, tell('joined', 'ada', 't1'), tell('joined', 'ada', 't2'));
    expect(Object.keys(both)).toEqual(['ada']);
    const one = at(1, both, tell('left', 'ada', 't1'));
    expect(Object.keys(one)).toEqual(['ada']);
    expect(at(2, one, tell('left', 'ada', 't2'))).toEqual({});
  });

  it.each([
    ['Ada\u202e  Lovelace\n', 'Ada Lovelace'],
    ['x'.repeat(500), `${'x'.repeat(63)}…`],
    ['', 'Unnamed (ada)'],
    ['\u200b\u3164', 'Unnamed (ada)'],
    [undefined, 'ada'],
  ])('shows a name that came as %j as %j', (name, read) => {
    expect(shown(at(0, {}, tell('joined', 'ada', 't1', { name })))?.name).toBe(read);
  });

  it('tells people without a readable name apart, also with a long id', () => {
    const id = 'ada-lovelace-12345678';
    const people = at(0, {}, tell('joined', id, 't1', { name: ' ' }));
    expect(shown(people, id)?.name).toBe('Unnamed (ada-lovelace…)');
  });

  it.each([
    ['active', ACTIVE_TTL_MS],
    ['away', AWAY_TTL_MS],
    // It promises no beats.
    [undefined, AWAY_TTL_MS],
  ])('forgets silent tabs (%s) by the receiver’s clock, not sooner than the ttl', (state, ttl) => {
    const people = at(1_000, {}, tell('joined', 'ada', 't1', { state }));
    expect(forgetSilent(people, 1_000 + ttl - 1)).toBe(people);
    expect(forgetSilent(people, 1_000 + ttl)).toEqual({});
  });

  it.each([
    ['active', 50_000, 125_000],
    ['active', 10_000, ACTIVE_TTL_MS],
    ['away', 60_000, 150_000],
    ['away', 10_000, AWAY_TTL_MS],
  ])('keeps %s tabs with a heartbeat of %i ms for %i ms', (state, heartbeatMs, ttl) => {
    const people = at(0, {}, tell('joined', 'ada', 't1', { state, heartbeatMs }));
    expect(forgetSilent(people, ttl - 1)).toBe(people);
    expect(forgetSilent(people, ttl)).toEqual({});
  });

  it('is the same room after events that change nothing, however many', () => {
    const rooms = { p1: at(0, {}, tell('joined', 'ada', 't1', { beat: 2 })) };
    const late = [tell('joined', 'ada', 't1', { beat: 1 }), tell('left', 'bob', 't2')];
    expect(applyPresenceEvents(rooms, late, 1)).toBe(rooms);
  });

  it('forgets an active tab that was killed, and keeps the hidden one of the same person', () => {
    const people = at(
      0,
      {},
      tell('joined', 'ada', 'killed', { state: 'active' }),
      tell('presence', 'ada', 'hidden', { state: 'away' }),
    );
    const left = forgetSilent(people, ACTIVE_TTL_MS);
    expect(Object.keys(left.ada?.sessions ?? {})).toEqual(['hidden']);
    expect(shown(left)?.state).toBe('away');
  });

  it('survives the one beat a minute of a hidden tab', () => {
    const people = at(0, {}, tell('presence', 'ada', 't1', { state: 'away' }));
    expect(Object.keys(forgetSilent(people, 61_000))).toEqual(['ada']);
  });

  it('is active if any tab is, and looks at what the active one shows', () => {
    const people = at(
      0,
      {},
      tell('presence', 'ada', 't1', { state: 'away', view: 'Project' }),
      tell('presence', 'ada', 't2', { state: 'active', view: 'Build log' }),
    );
    expect(shown(people)).toMatchObject({ state: 'active', view: 'Build log' });
  });

  describe('of a person with two visible windows', () => {
    const view = (people: People) => shown(people)?.view;
    const beat = (sessionId: string, focusAgeMs?: number) =>
      tell('presence', 'ada', sessionId, { state: 'active', view: sessionId, focusAgeMs });

    it('shows the one turned to last, whichever was heard of last', () => {
      let people = at(100_000, {}, beat('build', 60_000), beat('log', 1_000));
      expect(view(people)).toBe('log');
      people = at(110_000, people, beat('log', 11_000), beat('build', 70_000));
      expect(view(people)).toBe('log');
      people = at(112_000, people, beat('build', 0));
      expect(view(people)).toBe('build');
      people = at(120_000, people, beat('log', 21_000));
      expect(view(people)).toBe('build');
    });

    it('does not alternate with the beats of publishers that tell no focus', () => {
      let people = at(0, {}, beat('build'));
      people = at(1, people, beat('log'));
      for (let now = 10_000; now < 50_000; now += 10_000) {
        people = at(now, people, beat('build'));
        expect(view(people)).toBe('log');
        people = at(now + 1, people, beat('log'));
        expect(view(people)).toBe('log');
      }
    });
  });

  it.each(['constructor', '__proto__', 'toString'])('knows nobody called %s beforehand', (name) => {
    const people = at(0, {}, tell('presence', name, name));
    expect(shown(people, name)).toMatchObject({ userId: name, name: 'Ada' });
    expect(at(1, people, tell('left', name, name))).toEqual({});
  });

  it('ignores events that name nobody and leavers it never met', () => {
    expect(at(0, {}, tell('joined', undefined, 't1'), tell('left', 'bob', 't9'))).toEqual({});
  });
});
