import type { Activity } from '../../features/activity/model.ts';
import { assertNever } from '../../lib/assertNever.ts';

export interface Actor {
  readonly name: string;
  /** The last thing they did. */
  readonly did: string;
  readonly time: number;
}

/**
 * Who did what last, since a time.
 * @param activities newest first
 */
export function peopleOf(activities: readonly Activity[], since: number): readonly Actor[] {
  const actors = new Map<string, Actor>();
  const note = (name: string | null, did: string, time: number) => {
    if (name !== null && time >= since && !actors.has(name)) actors.set(name, { name, did, time });
  };
  for (const activity of activities) {
    const { by, time } = activity;
    if ('endedBy' in activity) note(activity.endedBy, `ended ${whatOf(activity)}`, time);
    note(by, `${verbOf(activity)} ${whatOf(activity)}`, time);
  }
  return [...actors.values()];
}

function verbOf(activity: Activity): string {
  switch (activity.kind) {
    case 'build':
    case 'session':
      return 'started';
    case 'project':
    case 'file':
    case 'asset':
      return activity.change;
    default:
      return assertNever(activity);
  }
}

function whatOf(activity: Activity): string {
  switch (activity.kind) {
    case 'build':
      return activity.number === null ? 'a build' : `build #${activity.number}`;
    case 'session':
      return 'the process';
    case 'project':
      return 'the project';
    case 'file':
    case 'asset':
      return activity.name;
    default:
      return assertNever(activity);
  }
}
