import type { Clock } from '../../src/lib/messaging/index.ts';
import type { BuildOrder } from '../build/buildOrder.ts';
import { messageOf, type Say } from '../log.ts';
import type { HostedProject } from '../projects/projects.ts';
import type { Hosting } from '../projects/records/hosting.ts';
import { createLeasedHost, type Leased, type LeasedHost } from '../projects/records/leasedHost.ts';
import type { Leases } from '../projects/records/leases.ts';
import { describeDeployment } from './describe.ts';
import { type Entities, type Entity, snapshotFailure } from './entities/entities.ts';
import type { PublishDeployEvent } from './events.ts';
import type { StartInstance } from './instances.ts';
import type { Route } from './proxy/proxy.ts';
import { type DeploymentRecords, noDeployment } from './records.ts';
import { Deployment } from './swap/deployment.ts';
import type { SwapTimes } from './swap/times.ts';

export interface DeploymentsParts {
  readonly hosting: Pick<Hosting, 'onProject' | 'get'>;
  /** Of deployments alone. */
  readonly leases: Pick<Leases, 'take' | 'onLost'>;
  readonly entities: Entities;
  readonly records: DeploymentRecords;
  readonly start: StartInstance;
  readonly publish: PublishDeployEvent;
  /** Where deployments answer; null if they do not. */
  readonly proxyPort: () => number | null;
  readonly clock: Clock;
  readonly times: SwapTimes;
  readonly say: Say;
}

/** The deployment of one project that this agent looks after. */
export interface ProjectDeployment extends Leased {
  readonly project: HostedProject;
  readonly deployment: Deployment;
}

/** What this agent has deployed, and what it could deploy. */
export interface Deployments extends Pick<LeasedHost<ProjectDeployment>, 'onOpen' | 'close'> {
  /** @param name as in a host name: lower case */
  find(name: string): Route;
  /** The project's deployment to which a build belongs, if it is kept here. */
  ofEntity(entityId: string): ProjectDeployment | null;
  /** See BuildTools. */
  keepPassed(order: BuildOrder): Promise<void>;
  isBusy(projectId: string): boolean;
  describe(of: ProjectDeployment): ReturnType<typeof describeDeployment>;
  /** Removes all that is kept of a project that is deleted. */
  forget(projectId: string): Promise<void>;
}

export function createDeployments(parts: DeploymentsParts): Deployments {
  const { hosting, leases, entities, records, publish, proxyPort, say } = parts;
  /** By project: why its last build can't be deployed. */
  const problems = new Map<string, string>();

  const host = createLeasedHost<ProjectDeployment>({
    ...{ hosting, leases, purpose: 'deploy', what: 'the deployment', say },
    async open(project) {
      const { projectId } = project;
      const deployment = new Deployment({
        ...parts,
        projectId,
        record: records.get(projectId),
        save: (record) => records.save(projectId, record),
        proxyProblem: () =>
          proxyPort() === null
            ? 'The agent’s proxy does not listen: free its port (SLATE_PROXY_PORT) and restart the agent.'
            : null,
      });
      deployment.restore();
      const opened = { projectId, project, deployment, close: () => deployment.close() };
      byName.set(projectId.toLowerCase(), opened);
      return opened;
    },
  });
  const byName = new Map<string, ProjectDeployment>();

  const publishRemoved = (removed: readonly Entity[]) =>
    Promise.all(
      removed.map(({ entityId, projectId, number }) =>
        publish({
          name: 'library.entity.deleted',
          eventId: `${entityId}.deleted`,
          entityId,
          data: { project_id: projectId, ...(number === null ? {} : { build_number: number }) },
        }),
      ),
    );

  return {
    onOpen: host.onOpen,
    close: host.close,
    find(name) {
      const found = byName.get(name);
      if (!found || host.get(found.projectId) !== found) return { kind: 'unknown' };
      const { projectId, deployment } = found;
      const target = deployment.target();
      return target ? { kind: 'live', projectId, target } : { kind: 'nothing-live', projectId };
    },
    ofEntity(entityId) {
      const entity = entities.get(entityId);
      return (entity && host.get(entity.projectId)) ?? null;
    },
    async keepPassed({ projectId, buildId, number, dir, artifacts }) {
      // Also by an agent that does not look after the deployment yet: it may be the next one to.
      const plan = (await hosting.get(projectId)?.readConfig())?.deploy;
      if (!plan) return;
      try {
        const entity = await entities.register({
          ...{ buildId, projectId, number, dir, artifacts, plan },
        });
        problems.delete(projectId);
        void publish({
          name: 'library.entity.registered',
          eventId: `${buildId}.registered`,
          entityId: buildId,
          data: {
            project_id: projectId,
            entity_type: 'build',
            name: number === undefined ? buildId : `${projectId} #${number}`,
            ...(number === undefined ? {} : { version: `#${number}`, build_number: number }),
            files: entity.files.length,
          },
        });
        const { live } = records.get(projectId);
        const inUse = new Set(host.get(projectId)?.deployment.entitiesInUse()).add(buildId);
        if (live) inUse.add(live.entityId);
        void publishRemoved(await entities.collect(projectId, inUse));
      } catch (error) {
        const which = number === undefined ? 'The last build' : `Build #${number}`;
        problems.set(projectId, `${which} can’t be deployed. ${snapshotFailure(error)}`);
        say(`build ${buildId} is not kept for deployment: ${messageOf(error)}`);
      }
    },
    isBusy: (projectId) => host.get(projectId)?.deployment.isBusy() ?? false,
    describe: (of) =>
      describeDeployment(of, {
        entities,
        port: proxyPort(),
        lastProblem: problems.get(of.projectId) ?? null,
      }),
    async forget(projectId) {
      problems.delete(projectId);
      records.save(projectId, noDeployment);
      await publishRemoved(await entities.removeAll(projectId));
    },
  };
}
