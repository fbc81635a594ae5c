import type { MessagingClient } from '../../src/lib/messaging/index.ts';
import { systemClock } from '../../src/lib/messaging/index.ts';
import type { KeyValue } from '../broker/keyValue.ts';
import type { Presence } from '../broker/presence.ts';
import { createOnce } from '../idempotency.ts';
import { messageOf, type Say } from '../log.ts';
import type { Hosting } from '../projects/records/hosting.ts';
import { createLeases, type Leases } from '../projects/records/leases.ts';
import type { Publisher } from '../publish/publisher.ts';
import type { Runtimes } from '../runtime/runtime.ts';
import { createDeployments, type Deployments } from './deployments.ts';
import { openEntities } from './entities/entities.ts';
import type { PublishDeployEvent } from './events.ts';
import { createInstances } from './instances.ts';
import { type Proxy, serveProxy } from './proxy/proxy.ts';
import { openDeploymentRecords } from './records.ts';
import { serveDeployments } from './serveDeployments.ts';
import { swapTimes } from './swap/times.ts';

const SOURCE = 'slate';

export interface StartDeploymentsParts {
  readonly settings: {
    readonly dataDir: string;
    readonly proxyPort: number;
    readonly maxDeployable: number;
  };
  readonly client: MessagingClient;
  readonly responder: MessagingClient;
  readonly publisher: Publisher;
  readonly hosting: Hosting;
  readonly bucket: KeyValue;
  readonly presence: Presence;
  readonly runtimes: Runtimes;
  readonly say: Say;
}

/** An agent's deployments, with the proxy in front of them. */
export interface RunningDeployments extends Pick<Deployments, 'keepPassed' | 'isBusy'> {
  readonly leases: Leases;
  /** Answers no more. Resolves when all processes have been asked to end. */
  close(): Promise<void>;
}

/** Starts what was live, and answers for deployments from now on. */
export function startDeployments(parts: StartDeploymentsParts): RunningDeployments {
  const { settings, client, responder, publisher, presence, say } = parts;
  const { dataDir, proxyPort, maxDeployable } = settings;
  const leases = createLeases(client, parts.bucket, presence, 'deployLeases');
  const entities = openEntities({ dataDir, maxKept: maxDeployable, say });
  let proxy: Proxy | null = null;
  const publish: PublishDeployEvent = ({ name, eventId, entityId, deploymentId, swapId, data }) =>
    publisher.store(name, {
      event_id: eventId,
      source: SOURCE,
      ...(entityId === undefined ? {} : { entity_id: entityId }),
      ...(deploymentId === undefined ? {} : { deployment_id: deploymentId }),
      ...(swapId === undefined ? {} : { swap_id: swapId }),
      data,
    });
  const deployments = createDeployments({
    ...{ hosting: parts.hosting, leases, entities, publish, say },
    records: openDeploymentRecords(dataDir),
    start: createInstances({ dataDir, entities, runtimes: parts.runtimes, say }),
    proxyPort: () => proxy?.port ?? null,
    clock: systemClock,
    times: swapTimes,
  });
  const listening = serveProxy(proxyPort, deployments.find, say).then((served) => {
    proxy = served;
    if (served) say(`deployments answer at http://<project id>.localhost:${served.port}`);
  });
  const stopServing = serveDeployments({
    responder,
    deployments,
    once: createOnce(),
    hasOthers: async () => (await presence.living().catch(() => new Map())).size > 1,
  });
  const stopForgetting = client.subscribe('slate.project.deleted.*', ({ projectId }) => {
    deployments
      .forget(projectId)
      .catch((error: unknown) => say(`${projectId} is still kept: ${messageOf(error)}`));
  });
  return {
    keepPassed: deployments.keepPassed,
    isBusy: deployments.isBusy,
    leases,
    async close() {
      stopServing();
      stopForgetting();
      await listening;
      await Promise.all([deployments.close(), proxy?.close()]);
    },
  };
}
