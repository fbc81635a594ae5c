import type { HostedProject } from '../projects/projects.ts';
import { createBuildNumbers } from '../build/buildNumbers.ts';
import { createPresence } from '../broker/presence.ts';
import { createHosting } from '../projects/records/hosting.ts';
import { createLeases } from '../projects/records/leases.ts';
import { createProjectCommands } from '../projects/records/projectCommands.ts';
import { createProjectEvents } from '../projects/records/projectEvents.ts';
import { createRecordSync } from '../projects/records/recordSync.ts';
import { createRecordStore } from '../projects/records/recordStore.ts';
import { openWorkspaces } from '../projects/records/workspaces.ts';
import { createFakeKeyValue } from './fakeKeyValue.ts';
import type { createWorkbench } from './workbench.ts';

type Workbench = Awaited<ReturnType<typeof createWorkbench>>;

/** Everything that keeps projects, on real files and a bucket in memory. */
export function createRecordBench(
  { client, dataDir, said, tools }: Workbench,
  {
    hosted = [],
    kv = createFakeKeyValue(),
    busyWith = async () => null,
  }: {
    readonly hosted?: readonly HostedProject[];
    readonly kv?: ReturnType<typeof createFakeKeyValue>;
    readonly busyWith?: (projectId: string) => Promise<string | null>;
  } = {},
) {
  const hosting = createHosting(hosted);
  const store = createRecordStore(client, kv);
  const numbers = createBuildNumbers(client, kv);
  const workspaces = openWorkspaces(dataDir);
  const presence = createPresence({ kv, agentKey: 'key-1', agent: tools.agent, ttlMs: 30_000 });
  const leases = createLeases(client, kv, presence);
  const say = (line: string) => void said.push(line);
  const keeping = { hosting, store, workspaces, events: createProjectEvents(tools.publisher), say };
  return {
    kv,
    presence,
    leases,
    hosting,
    store,
    workspaces,
    changes: createProjectCommands({ ...keeping, numbers, leases, busyWith }),
    recordSync: createRecordSync(keeping),
  };
}
