import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KeyValue } from './broker/keyValue.ts';
import { WorkQueue } from './broker/workQueue.ts';
import { internalsOf } from '../src/lib/messaging/internals.ts';
import { announceAgent, identify, openAgentKey } from './recovery/agentStatus.ts';
import { openBuildRecords } from './build/buildRecords.ts';
import { readOnlyReason } from './files/editable.ts';
import { createFileEvents } from './files/fileEvents.ts';
import { createEditors } from './editor/editors.ts';
import { createFilesHost } from './files/filesHost.ts';
import { openProjectFiles } from './files/projectFiles.ts';
import { serveFiles } from './files/serveFiles.ts';
import { createAssets } from './assets/assets.ts';
import { createProcessor, workerLimits } from './assets/processing/processor.ts';
import { serveAssets } from './assets/serveAssets.ts';
import { openUploads } from './assets/uploads.ts';
import { createBuilds } from './build/builds.ts';
import { startDeployments } from './deploy/startDeployments.ts';
import { startBuildsOnChange } from './build/onChange/buildOnChange.ts';
import { prepareDataDir } from './dataDir.ts';
import { startChildReaper } from './process/childReaper.ts';
import { createOnce } from './idempotency.ts';
import { UPLOADS_STREAM } from '../src/catalogs/slate/index.ts';
import { lockDataDir } from './process/lock.ts';
import { openChildRecords } from './process/childRecords.ts';
import { openDurations } from './build/durations.ts';
import { createFlows } from './broker/flow.ts';
import { serveStatus } from './http/httpStatus.ts';
import { messageOf, say } from './log.ts';
import { dial, untilLive } from './broker/dial.ts';
import { openOutboxFile } from './publish/outboxFile.ts';
import { createPublisher } from './publish/publisher.ts';
import { createStartProcess } from './process/process.ts';
import { hostProject, type HostedProject, hostProjects } from './projects/projects.ts';
import { createCancelCalls } from './build/queue/cancelCalls.ts';
import { createHandOvers } from './build/queue/handOvers.ts';
import { JOBS_STREAM } from './build/queue/jobs.ts';
import { giveBackLeftovers } from './recovery/giveBackLeftovers.ts';
import { createStreamJobs, findJob } from './build/queue/streamJobs.ts';
import { readQueuedEnds } from './recovery/queuedEnds.ts';
import { createBuildNumbers } from './build/buildNumbers.ts';
import { createBusyCheck } from './projects/records/busy.ts';
import { createHosts, type Hosts } from './projects/records/hosts.ts';
import { createLeases, type Leases } from './projects/records/leases.ts';
import { createPresence, type Presence } from './broker/presence.ts';
import { createHosting } from './projects/records/hosting.ts';
import { createProjectCommands } from './projects/records/projectCommands.ts';
import { createProjectEvents } from './projects/records/projectEvents.ts';
import { createRecordSync } from './projects/records/recordSync.ts';
import { PROJECTS_BUCKET } from './projects/records/record.ts';
import { createRecordStore } from './projects/records/recordStore.ts';
import { openWorkspaces, type Workspaces } from './projects/records/workspaces.ts';
import { publishLostEnds } from './recovery/publishLostEnds.ts';
import { openUnfinishedWork } from './recovery/unfinished.ts';
import { serveMonitor } from './monitor/serveMonitor.ts';
import { createRules } from './rules/rules.ts';
import { createRuntimes } from './runtime/runtime.ts';
import { serve } from './service.ts';
import { parseSettings } from './settings.ts';
import { keepStreams, type StreamKeeper } from './broker/streams.ts';

// A starter kills the agent 5 s after SIGTERM. Also with a disk that hangs it ends before: 2.5 s for
// its children and the publishing of their ends, 1 s to drain, 1 s in which the outbox closes.
const SHUTDOWN_GRACE_MS = 1_500;
const SHUTDOWN_MS = SHUTDOWN_GRACE_MS + 1_000;
const DRAIN_MS = 1_000;
/** For the word that this agent is gone, which expires by itself. */
const LEAVE_MS = 100;
const RENEW_MS = 10_000;
const STOP_LIMIT_MS = 4_700;

async function main(): Promise<void> {
  // Its starter may be gone, its terminal closed: what runs is to be ended in order all the same.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
  const settings = parseSettings(process.env);
  prepareDataDir(settings.dataDir);
  lockDataDir(settings.dataDir);
  const records = await openChildRecords(settings.dataDir, startChildReaper());
  process.on('exit', () => records.killAllNow());

  const outboxPath = join(settings.dataDir, 'outbox.jsonl');
  const queuedEnds = readQueuedEnds(outboxPath);
  const client = dial(settings.natsUrl, 'agent', settings.agentPassword, async () => ({
    storage: await openOutboxFile(outboxPath, say),
  }));
  const responder = dial(settings.natsUrl, 'responder', settings.responderPassword);
  const publisher = createPublisher(client, say);
  const running = openUnfinishedWork(settings.dataDir);
  const startProcess = createStartProcess({
    records,
    env: process.env,
    secrets: [settings.agentPassword, settings.responderPassword],
    passedEnv: settings.passedEnv,
  });
  const agent = identify(settings.agentName);
  const tools = { agent, publisher, startProcess, running, createFlow: createFlows() };
  const streams = keepStreams(client, settings, say);
  const queue = new WorkQueue(internalsOf(client), JOBS_STREAM);
  const bucket = new KeyValue(internalsOf(client), PROJECTS_BUCKET);
  const handOvers = createHandOvers(bucket);
  const recovered = streams.firstPass.then(() =>
    giveBackLeftovers(queue, handOvers, running, queuedEnds, say),
  );
  const ackWaitMs = settings.buildAckWaitMs;
  const buildRecords = openBuildRecords(settings.dataDir);
  const numbers = createBuildNumbers(client, bucket);
  const builds = createBuilds({
    ...tools,
    records: buildRecords,
    durations: openDurations(settings.dataDir),
    numbers,
    maxBuilds: settings.maxBuilds,
    keepPassed: (order) => deployments.keepPassed(order),
    shared: {
      // Taken before, a leftover would look like the run of another agent.
      jobs: createStreamJobs({ client, queue, handOvers, ackWaitMs, ready: recovered, say }),
      calls: createCancelCalls(internalsOf(client)),
      ackWaitMs,
    },
  });
  const presence = createPresence({
    kv: bucket,
    agentKey: openAgentKey(settings.dataDir),
    agent,
    ttlMs: ackWaitMs,
  });
  const leases = createLeases(client, bucket, presence);
  const runtimes = createRuntimes({ ...tools, leases });
  const fileLeases = createLeases(client, bucket, presence, 'fileLeases');
  const ruleLeases = createLeases(client, bucket, presence, 'ruleLeases');

  if (settings.httpPort !== null) {
    const source = { client, counts: publisher.counts, streamsReady: streams.isReady };
    await serveStatus(settings.httpPort, source, say);
  }

  const stop = once(async () => {
    setTimeout(() => process.exit(0), STOP_LIMIT_MS);
    stopServing();
    stopBuildingOnChange();
    stopFiles();
    status.stop();
    stopAssets();
    stopMonitor();
    assets.stop();
    stopRenewing();
    streams.stop();
    const ended = Promise.all([
      builds.close(SHUTDOWN_GRACE_MS),
      deployments.close(),
      runtimes.close(SHUTDOWN_GRACE_MS),
      // What is typed is written before the files are given up.
      editors.close().then(() => filesHost.close()),
      stopRules(),
    ]);
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, SHUTDOWN_MS))]);
    if (publisher.isLive()) await Promise.race([presence.leave(), sleep(LEAVE_MS)]);
    const drainMs = publisher.isLive() ? DRAIN_MS : 0;
    await Promise.all([client.close({ drainMs }), responder.close({ drainMs: 0 })]);
    process.exit(0);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);

  const workspaces = openWorkspaces(settings.dataDir);
  const hosting = createHosting(findProjects(settings.projects, workspaces));
  for (const { projectId, dir } of hosting.list()) say(`hosts ${projectId} (${dir})`);
  hosting.onProject((project) => {
    builds.host(project);
    return () => builds.unhost(project.projectId);
  });
  const deployments = startDeployments({
    ...{ settings, client, responder, publisher, hosting, bucket, presence, runtimes, say },
  });
  const publishFiles = createFileEvents(publisher);
  const filesHost = createFilesHost({
    hosting,
    leases: fileLeases,
    open: (project) =>
      openProjectFiles({
        projectId: project.projectId,
        dir: project.dir,
        dataDir: settings.dataDir,
        readOnlyReason: () => readOnlyReason(project, settings.editable),
        say,
        onChanges: (changes) => void publishFiles(project.projectId, changes),
      }),
    say,
  });
  const store = createRecordStore(client, bucket);
  const keeping = { hosting, store, workspaces, events: createProjectEvents(publisher), say };
  const findQueued = async (projectId: string) =>
    (await findJob(queue, projectId, undefined))?.job.buildId ?? null;
  const hasJob = async (projectId: string) => (await findQueued(projectId)) !== null;
  const busyWith = createBusyCheck({ builds, runtimes, deployments, hasJob });
  const changes = createProjectCommands({ ...keeping, numbers, leases, busyWith });
  const reading = { client, kv: bucket, presence, hosting, store };
  const hosts = createHosts({ ...reading, builds, runtimes, say });
  const stopRenewing = renewPresence({
    presence,
    leases: [leases, fileLeases, ruleLeases, deployments.leases],
    hosts,
    streams,
    ackWaitMs,
    onPublished: () => status.announce(),
  });
  const recordSync = createRecordSync(keeping);
  streams.onReady(() => void recordSync.all());
  client.subscribe('slate.project.deleted.*', ({ projectId }) => void recordSync.one(projectId));
  const stopBuildingOnChange = startBuildsOnChange({
    ...{ hosting, filesHost, client, store, builds, say },
    findBuild: async (projectId) => builds.current(projectId) ?? (await findQueued(projectId)),
    onReady: streams.onReady,
  });
  const stopServing = serve({
    ...{ responder, hosting, hosts, changes, builds, buildRecords, runtimes },
  });
  const stopFiles = serveFiles({ responder, filesHost, dataDir: settings.dataDir });
  const stopRules = createRules({ client, responder, publisher, leases: ruleLeases, streams, say });
  const editors = createEditors({ filesHost, client, responder, dataDir: settings.dataDir, say });
  const assets = createAssets({
    dataDir: settings.dataDir,
    limits: settings.assets,
    uploadMaxAgeMs: settings.uploads.maxAgeMs,
    uploads: openUploads(settings.dataDir),
    queue: new WorkQueue(internalsOf(client), UPLOADS_STREAM),
    publisher,
    processor: createProcessor(startProcess, { ...workerLimits, atOnce: settings.assets.atOnce }),
    say,
  });
  const stopAssets = serveAssets({ responder, hosting, filesHost, assets, once: createOnce() });
  const stopMonitor = serveMonitor(client, responder);
  const status = announceAgent({ identity: agent, client, responder, publisher, hosting });
  await Promise.all([untilLive(client), untilLive(responder)]);
  const goingOn = await recovered;
  void publishLostEnds(publisher, running, goingOn, queuedEnds);
  process.stdout.write('agent ready\n');
}

/** Keeps what other agents read of this one fresh. Returns what ends it. */
function renewPresence({
  presence,
  leases,
  hosts,
  streams,
  ackWaitMs,
  onPublished,
}: {
  readonly presence: Presence;
  readonly leases: readonly Leases[];
  readonly hosts: Hosts;
  readonly streams: StreamKeeper;
  readonly ackWaitMs: number;
  /** Other agents can read what this one hosts. */
  readonly onPublished: () => void;
}): () => void {
  const renew = async () => {
    if (!streams.isReady()) return;
    try {
      await presence.renew();
      for (const kind of leases) await kind.verify();
      await hosts.publishAll();
    } catch {
      // The connection is gone, or the bucket: the next one does all of it.
    }
  };
  const begin = async () => {
    await renew();
    onPublished();
    await hosts.removeVanished().catch(() => {});
  };
  streams.onReady(() => void begin());
  const timer = setInterval(() => void renew(), Math.min(RENEW_MS, ackWaitMs / 3));
  return () => clearInterval(timer);
}

/** What Slate made before, and the directories that this start was given. */
function findProjects(dirs: readonly string[], { found }: Workspaces): readonly HostedProject[] {
  const made = found.map(({ projectId, dir }) => hostProject(projectId, dir, 'template'));
  const given = hostProjects(
    dirs,
    made.map(({ projectId }) => projectId),
  );
  return [...given, ...made];
}

function once(run: () => Promise<void>): () => void {
  let begun = false;
  return () => {
    if (begun) return;
    begun = true;
    void run();
  };
}

main().catch((error: unknown) => {
  say(messageOf(error));
  process.exit(1);
});
