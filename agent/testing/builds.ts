import type { AgentProcess, AgentRig, BuildEvent, GatedProject } from './agents.ts';
import { until } from './workbench.ts';

/** Asks for a build and returns its id. */
export const start = async ({ page }: AgentRig, { projectId }: GatedProject) =>
  (await page.request('build.start', { projectId }, { startedBy: 'Ada' })).buildId;

/** What was told of a build, but its progress, in order. */
export const historyOf = ({ events }: AgentRig, buildId: string) =>
  events.filter(({ data, type }) => data?.buildId === buildId && type !== 'progress');

/** Events as `type attempt`. */
export const wordsOf = (events: readonly BuildEvent[]) =>
  events.map(({ type, data }) => `${type} ${data?.attempt ?? ''}`.trim());

/** Waits until an agent has come to the gate for the `nth` time, and says which one. */
export const runnerOf = (
  rig: AgentRig,
  { projectId }: GatedProject,
  agents: readonly AgentProcess[],
  nth = 1,
) =>
  until(() => {
    const lines = rig.printed.filter(
      (line) => line.projectId === projectId && line.message.startsWith('agent '),
    );
    const pid = Number(lines[nth - 1]?.message.slice('agent '.length));
    const runner = agents.find((agent) => agent.pid === pid);
    if (!runner) throw new Error(`${projectId} has not come to the gate ${nth} times`);
    return runner;
  });

/** Waits for the end of a build, and returns it. */
export const ends = async (rig: AgentRig, buildId: string) =>
  until(() => {
    const last = historyOf(rig, buildId).at(-1);
    if (!last || !['completed', 'failed', 'cancelled'].includes(last.type)) {
      throw new Error(`${buildId}: ${wordsOf(historyOf(rig, buildId)).join(', ')}`);
    }
    return last;
  });

/**
 * The same without what tells that a build waits: the agent that queues a build and the one that
 * runs it are two publishers, and no order holds between them.
 */
export const runsOf = (...args: Parameters<typeof wordsOf>): string[] =>
  wordsOf(...args).filter((words) => !words.startsWith('queued'));
