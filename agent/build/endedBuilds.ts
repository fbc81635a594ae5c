import type { MessagingClient, Unsubscribe } from '../../src/lib/messaging/index.ts';
import { readArtifact } from './artifacts.ts';
import type { BuildRecords } from './buildRecords.ts';
import type { Builds } from './builds.ts';
import type { createOnce } from '../idempotency.ts';
import type { HostedProject } from '../projects/projects.ts';
import type { Hosting } from '../projects/records/hosting.ts';
import { shownName } from '../projects/shownName.ts';

export interface EndedBuildsParts {
  readonly responder: MessagingClient;
  readonly hosting: Hosting;
  readonly builds: Builds;
  readonly buildRecords: BuildRecords;
  readonly once: ReturnType<typeof createOnce>;
}

/**
 * Answers for the builds of a project that this agent has run: what one left is with its agent, so
 * no other is asked. Returns the undo.
 */
export function serveEndedBuilds(parts: EndedBuildsParts, project: HostedProject): Unsubscribe {
  const { responder, hosting, builds, buildRecords, once } = parts;
  const { projectId, dir } = project;
  const served = new Map<string, readonly Unsubscribe[]>();

  const answer = (buildId: string) => [
    responder.respond('artifact.read', { buildId }, ({ path, offset }) =>
      readArtifact(dir, buildRecords.get(buildId)?.artifacts ?? [], path, offset),
    ),
    responder.respond(
      'build.resume',
      { buildId },
      ({ step, startedBy }, _, { userId, idempotencyKey }) => {
        const key = idempotencyKey && ['build.resume', buildId, userId, idempotencyKey].join(' ');
        const request = {
          startedBy: shownName(startedBy, userId),
          userId,
          idempotencyKey,
          retryOf: buildId,
        };
        return once(key, async () => ({
          buildId: await hosting.use(projectId, () => builds.resume(project, step, request)),
        }));
      },
    ),
  ];

  const stopWatching = buildRecords.watch((known) => {
    const ids = new Set(
      known.flatMap((build) => (build.projectId === projectId ? [build.buildId] : [])),
    );
    for (const [buildId, stops] of served) {
      if (ids.has(buildId)) continue;
      for (const stop of stops) stop();
      served.delete(buildId);
    }
    for (const buildId of ids) if (!served.has(buildId)) served.set(buildId, answer(buildId));
  });
  return () => {
    stopWatching();
    for (const stop of [...served.values()].flat()) stop();
    served.clear();
  };
}
