import type { BuildTrigger } from '../../src/catalogs/slate/index.ts';
import type { AgentIdentity } from '../recovery/agentStatus.ts';
import type { BuildRecords } from './buildRecords.ts';
import type { Durations } from './durations.ts';
import type { Flow } from '../broker/flow.ts';
import type { Publisher } from '../publish/publisher.ts';
import type { StartProcess } from '../process/process.ts';
import type { BuildPlanStep } from '../projects/projectFile.ts';
import type { UnfinishedWork } from '../recovery/unfinished.ts';

/** What builds need of the world. */
export interface BuildTools {
  /** Who runs them. */
  readonly agent: AgentIdentity;
  readonly publisher: Publisher;
  readonly startProcess: StartProcess;
  readonly durations: Durations;
  readonly running: UnfinishedWork;
  readonly records: BuildRecords;
  /** See createFlows. */
  readonly createFlow: () => Flow;
  /** Keeps what a build that has passed left, before its end is published. Never rejects. */
  readonly keepPassed?: (order: BuildOrder) => Promise<void>;
  /** 10 s if not given. */
  readonly heartbeatMs?: number;
}

export interface BuildOrder {
  readonly projectId: string;
  readonly buildId: string;
  /** See BuildNumbers. */
  readonly number: number | undefined;
  /** Of the project; absolute. */
  readonly dir: string;
  readonly steps: readonly BuildPlanStep[];
  /** Index of the step to begin with: those before it have left what it needs. */
  readonly from: number;
  /** Patterns of the files that it makes. */
  readonly artifacts: readonly string[];
  /** All of it may take so long. */
  readonly timeoutMs: number;
  readonly startedBy: string | undefined;
  /** What started it by itself. */
  readonly trigger: BuildTrigger | undefined;
  /** The build that it repeats. */
  readonly retryOf: string | undefined;
  /** 1 for its first run. */
  readonly attempt: number;
  /** Kept on disk, so that a restarted agent can give the job back; null if there is no way back. */
  readonly receipt: string | null;
}

/** Why a build is ended before its time. */
export type StopReason =
  | { readonly kind: 'cancelled'; readonly by: string | undefined }
  | { readonly kind: 'timed-out'; readonly message: string }
  | { readonly kind: 'agent-stopped' }
  /** This agent stops and gives the job back: it runs again, so this is no end. */
  | { readonly kind: 'handed-over' }
  /** Another agent runs it already, having heard nothing of this one for too long. */
  | { readonly kind: 'taken-over' };

/** How a run is over: the build has ended, or it goes on elsewhere. */
export type RunEnd = 'ended' | 'handed-over' | 'taken-over';
