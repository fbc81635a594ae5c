import type { HostedProject } from '../projects/projects.ts';

/**
 * Why the files of a project may not be changed, in words for people, or null. What Slate made from
 * a template may be; a directory that somebody gave only if they say so: what is written there may
 * be run by the next build.
 * @param editable directories that the agent was started to edit
 */
export async function readOnlyReason(
  project: Pick<HostedProject, 'dir' | 'origin' | 'readConfig'>,
  editable: ReadonlySet<string>,
): Promise<string | null> {
  if (project.origin === 'template' || editable.has(project.dir)) return null;
  if ((await project.readConfig()).editable) return null;
  return 'Read-only: to edit these files here, start Slate with “--edit”, or add “"editable": true” to slate.json.';
}
