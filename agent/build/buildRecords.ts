import { join } from 'node:path';
import * as z from 'zod/mini';
import { recordedArtifact } from './artifacts.ts';
import { dataFile } from '../dataFile.ts';

const KEPT_PER_PROJECT = 20;

const endedBuild = z.object({
  projectId: z.string(),
  buildId: z.string(),
  /** The path of the step at which it ended without passing; null if it passed. */
  endedAt: z.nullable(z.string()),
  artifacts: z.array(recordedArtifact),
});
type EndedBuild = z.infer<typeof endedBuild>;

const fileSchema = z.object({
  /** Oldest first. */
  ended: z.array(endedBuild),
  /** By project: the build that began last in its directory. */
  last: z.record(z.string(), z.string()),
});

/** What this agent remembers of builds that it has run: what they left, and where they ended. */
export interface BuildRecords {
  get(buildId: string): EndedBuild | null;
  /** The build that began last in the project's directory: only what it left is there still. */
  last(projectId: string): string | null;
  /** A build begins: what others left may be overwritten from now on. */
  begin(projectId: string, buildId: string): void;
  end(build: EndedBuild): void;
  /** Calls back with the ids of all remembered builds of a project, now and after each change. */
  watch(listener: (builds: readonly EndedBuild[]) => void): () => void;
}

/** Opens `<dataDir>/builds.json`; the last 20 builds of each project are kept. */
export function openBuildRecords(dataDir: string): BuildRecords {
  const file = dataFile(join(dataDir, 'builds.json'), fileSchema, { ended: [], last: {} });
  let { ended, last } = file.read();
  const listeners = new Set<(builds: readonly EndedBuild[]) => void>();
  return {
    get: (buildId) => ended.find((build) => build.buildId === buildId) ?? null,
    last: (projectId) => (Object.hasOwn(last, projectId) ? (last[projectId] ?? null) : null),
    begin(projectId, buildId) {
      last = { ...last, [projectId]: buildId };
      file.write({ ended, last });
    },
    end(build) {
      const others = ended.filter(({ buildId }) => buildId !== build.buildId);
      const ofProject = others.filter(({ projectId }) => projectId === build.projectId);
      const evicted = ofProject.slice(0, Math.max(0, ofProject.length - KEPT_PER_PROJECT + 1));
      ended = [...others.filter((other) => !evicted.includes(other)), build];
      file.write({ ended, last });
      for (const listener of listeners) listener(ended);
    },
    watch(listener) {
      listeners.add(listener);
      listener(ended);
      return () => listeners.delete(listener);
    },
  };
}
