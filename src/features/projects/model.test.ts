import { describe, expect, it } from 'vitest';
import { applyProjectEvent, type ProjectDelivery, type ProjectFates } from './model.ts';

const delivery = (type: 'created' | 'updated' | 'deleted', more: object = {}) =>
  ({
    event: { type, projectId: 'p1', userId: 'u1', timestamp: 7, ...more },
    meta: { name: `project.${type}`, subject: '', replayed: true },
  }) as ProjectDelivery;
const after = (...deliveries: ProjectDelivery[]) =>
  deliveries.reduce<ProjectFates>(applyProjectEvent, {});

describe('the fate of a project', () => {
  it('is what its last event says', () => {
    expect(after(delivery('created'))).toEqual({ p1: { kind: 'present' } });
    const deleted = delivery('deleted', { data: { name: 'Web', deletedBy: 'Ada' } });
    expect(after(delivery('created'), delivery('updated'), deleted)).toEqual({
      p1: { kind: 'deleted', name: 'Web', by: 'Ada', at: 7 },
    });
    expect(after(deleted, delivery('created'))).toEqual({ p1: { kind: 'present' } });
  });

  it('needs no data', () => {
    expect(after(delivery('deleted'))).toEqual({
      p1: { kind: 'deleted', name: null, by: null, at: 7 },
    });
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
    const fates = after(delivery('deleted', { projectId: '__proto__' }));
    expect(Object.keys(fates)).toEqual(['__proto__']);
  });

  it('is not told by events without a project', () => {
    expect(after(delivery('created', { projectId: undefined }))).toEqual({});
  });
});
