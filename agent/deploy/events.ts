/** What a deployment publishes, by the library catalog. */
export interface DeployEvent {
  readonly name:
    | 'library.entity.registered'
    | 'library.entity.updated'
    | 'library.entity.deleted'
    | 'library.entity.validated'
    | 'library.deployment.started'
    | 'library.deployment.completed'
    | 'library.deployment.failed'
    | 'library.deployment.rolled_back'
    | 'library.swap.initiated'
    | 'library.swap.validated'
    | 'library.swap.completed'
    | 'library.swap.failed'
    | 'library.swap.rolled_back'
    | 'library.health.degraded'
    | 'library.health.recovered';
  /** The same when a restarted agent publishes it again: readers drop the second copy. */
  readonly eventId: string;
  readonly entityId?: string;
  readonly deploymentId?: string;
  readonly swapId?: string;
  readonly data: Readonly<Record<string, unknown>> & { readonly project_id: string };
}

/** Resolves when the event is stored, or never will be. */
export type PublishDeployEvent = (event: DeployEvent) => Promise<void>;

/** One thing that was looked at before a swap, in words for people. */
export type ValidationResult = {
  readonly check: string;
  readonly passed: boolean;
  readonly message: string;
};
