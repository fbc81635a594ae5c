import { describe, expect, it } from 'vitest';
import { applyProjectEvents, namesakeUntil, type ProjectDelivery } from './model.ts';

const delivery = (type: 'created' | 'updated' | 'deleted', more: object = {}, storedAt?: number) =>
  ({
    event: { type, projectId: 'p1', userId: 'u1', timestamp: 7, ...more },
    meta: { name: `project.${type}`, subject: '', replayed: true, storedAt },
  }) as ProjectDelivery;
const after = (...deliveries: ProjectDelivery[]) => applyProjectEvents({}, deliveries);

describe('the lifecycle of a project', () => {
  it('is what its last event says', () => {
    const created = delivery('created', { data: { name: 'Web', createdBy: 'Ada' } });
    expect(after(created)).toMatchObject({
      p1: { kind: 'present', name: 'Web', createdBy: 'Ada', createdAt: 7 },
    });
    const renamed = delivery('updated', { data: { name: 'Shop' } });
    expect(after(created, renamed)).toMatchObject({ p1: { kind: 'present', name: 'Shop' } });
    const deleted = delivery('deleted', { data: { deletedBy: 'Ada' } });
    expect(after(created, renamed, deleted)).toMatchObject({
      p1: { kind: 'deleted', name: 'Shop', by: 'Ada', at: 7 },
    });
    expect(after(deleted, created)).toMatchObject({ p1: { kind: 'present', name: 'Web' } });
  });

  it('is no other one for a change that is stored after the end', () => {
    const deleted = delivery('deleted', { data: { name: 'Web' } });
    expect(after(deleted, delivery('updated', { data: { name: 'Shop' } }))).toMatchObject({
      p1: { kind: 'deleted', name: 'Web' },
    });
  });

  it('needs no data', () => {
    expect(after(delivery('deleted'))).toMatchObject({
      p1: { kind: 'deleted', name: null, by: null, at: 7 },
    });
    expect(after(delivery('updated'))).toMatchObject({ p1: { kind: 'present', name: null } });
  });

  it('has names that people can read, or none', () => {
    const deleted = (data: object) => after(delivery('deleted', { data })).p1;
    expect(deleted({ name: 'Web\u202e shop', deletedBy: 'A\u0007da' })).toMatchObject({
      name: 'Web shop',
      by: 'A da',
    });
    expect(deleted({ name: '\u200b', deletedBy: '\u3164' })).toMatchObject({
      name: null,
      by: null,
    });
  });

  it('is kept apart under any id', () => {
    const lifecycles = after(delivery('deleted', { projectId: '__proto__' }));
    expect(Object.keys(lifecycles)).toEqual(['__proto__']);
  });

  it('is not changed by events without a project', () => {
    expect(after(delivery('created', { projectId: undefined }))).toEqual({});
  });
});

describe('a deleted project whose id is in use again', () => {
  const made = (origin?: string) => delivery('created', { data: { origin } }, 1);
  const deleted = (origin?: string) => delivery('deleted', { data: { origin } }, 500);
  const until = (...deliveries: ProjectDelivery[]) => namesakeUntil(after(...deliveries), 'p1');

  it('was there until it was deleted', () => {
    expect(until(made('template'), deleted())).toBeNull();
    expect(until(made('template'), deleted(), made('template'))).toEqual({
      storedAt: 500,
      time: 7,
    });
    expect(until(deleted(), made())).toEqual({ storedAt: 500, time: 7 });
    expect(until(deleted('template'), made('directory'))).not.toBeNull();
    expect(until(deleted('directory'), made('template'))).not.toBeNull();
  });

  it('stays apart when the next one is renamed, reported twice, or deleted too', () => {
    const again = [made(), deleted(), made(), made(), delivery('updated')];
    expect(until(...again)).toEqual({ storedAt: 500, time: 7 });
    expect(until(...again, delivery('deleted', {}, 900))).toEqual({ storedAt: 500, time: 7 });
  });

  it('is the same one if it is a directory that is hosted again', () => {
    expect(until(made('directory'), deleted('directory'), made('directory'))).toBeNull();
    // As older agents delete.
    expect(until(made('directory'), deleted(), made('directory'))).toBeNull();
  });

  it('is none where nothing was deleted: its record was only made later', () => {
    expect(until(made(), made('directory'))).toBeNull();
  });
});
