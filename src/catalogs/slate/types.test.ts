import { describe, expectTypeOf, it } from 'vitest';
import type { MessagingClient } from '../../lib/messaging/types.ts';
import type { EventNamesFor } from '../../lib/messaging/register.ts';
import type { SlateEvent, SlateEventFor } from './register.ts';
import { slateSubjects } from './subjects.ts';

/** Never called: tsc checks what stands in it. */
function neverRun(client: MessagingClient): void {
  client.subscribe('slate.build.*.p1', (event, meta) => {
    expectTypeOf(event.type).toEqualTypeOf<
      'queued' | 'started' | 'progress' | 'log' | 'partial' | 'completed' | 'failed' | 'cancelled'
    >();
    expectTypeOf(meta.name).toEqualTypeOf<
      | 'build.queued'
      | 'build.started'
      | 'build.progress'
      | 'build.log'
      | 'build.partial'
      | 'build.completed'
      | 'build.failed'
      | 'build.cancelled'
    >();
    expectTypeOf(event.projectId).toEqualTypeOf<string>();
    switch (event.type) {
      case 'progress':
        expectTypeOf(event.data?.percent).toEqualTypeOf<number | undefined>();
        return;
      case 'log':
        expectTypeOf(event.data?.level).toEqualTypeOf<
          'debug' | 'info' | 'warn' | 'error' | undefined
        >();
        return;
      case 'failed':
        // @ts-expect-error a failed build has a step, not a percentage
        expectTypeOf(event.data?.percent).toEqualTypeOf<number | undefined>();
        return;
      default:
        expectTypeOf(event.type).toEqualTypeOf<
          'queued' | 'started' | 'partial' | 'completed' | 'cancelled'
        >();
    }
  });
  client.subscribe('slate.file.*.p1', (event) => {
    expectTypeOf(event.type).toEqualTypeOf<'created' | 'updated' | 'deleted'>();
    // @ts-expect-error a created file's event has no fileId that the catalog promises
    expectTypeOf(event.fileId).toBeString();
  });
  client.follow('slate.runtime.log.s1', 'all', {
    onEvents: (deliveries) => {
      for (const { event, meta } of deliveries) {
        expectTypeOf(event.data?.message).toEqualTypeOf<string | undefined>();
        expectTypeOf(meta.name).toEqualTypeOf<'runtime.log'>();
      }
    },
  });

  void client.publish('build.progress', { projectId: 'p1', data: { percent: 3 } });
  // @ts-expect-error the id is missing
  void client.publish('build.progress', { data: { percent: 3 } });
  // @ts-expect-error a percentage is a number
  void client.publish('build.progress', { projectId: 'p1', data: { percent: '3' } });
  // @ts-expect-error rule 1: a file's event goes under its project too
  void client.publish('file.updated', { fileId: 'f1' });
  void client.publish('file.updated', { fileId: 'f1', projectId: 'p1' });
  // @ts-expect-error there is no such event
  void client.publish('build.exploded', { projectId: 'p1' });

  // @ts-expect-error the command needs a projectId
  void client.request('build.start', {}, {});
  void client.request('project.list', {}, {}).then(({ projects }) => {
    expectTypeOf(projects[0]?.name).toEqualTypeOf<string | undefined>();
  });
}

describe('types', () => {
  it('know the event of a subject', () => {
    expectTypeOf<SlateEventFor<'slate.build.log.p1'>>().toEqualTypeOf<SlateEvent<'build.log'>>();
    expectTypeOf<SlateEventFor<`slate.build.progress.${string}`>>().toEqualTypeOf<
      SlateEvent<'build.progress'>
    >();
    expectTypeOf<EventNamesFor<'slate.asset.component.*.a1'>>().toEqualTypeOf<
      'asset.component.added' | 'asset.component.removed'
    >();
    expectTypeOf<EventNamesFor<'slate.collab.>'>>().toEqualTypeOf<
      'collab.joined' | 'collab.left' | 'collab.presence'
    >();
    expectTypeOf<EventNamesFor<`slate.build.pro${string}.p1`>>().toEqualTypeOf<'build.progress'>();
  });

  it('know nothing of a subject outside the catalog, and everything of any string', () => {
    expectTypeOf<EventNamesFor<'slate.weather.sunny.p1'>>().toEqualTypeOf<never>();
    expectTypeOf<EventNamesFor<'slate.build.log'>>().toEqualTypeOf<never>();
    expectTypeOf<SlateEventFor<string>>().toEqualTypeOf<SlateEvent>();
  });

  it('know the subjects that builders make', () => {
    expectTypeOf(
      slateSubjects.build.progress('p1'),
    ).toEqualTypeOf<`slate.build.progress.${string}`>();
    expectTypeOf(slateSubjects.build.all('p1')).toEqualTypeOf<`slate.build.*.${string}`>();
    expectTypeOf(neverRun).toBeFunction();
  });
});
