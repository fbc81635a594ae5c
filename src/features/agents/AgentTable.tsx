import { ServerOff } from 'lucide-react';
import { EmptyState } from '../../components/feedback/EmptyState.tsx';
import { Skeleton } from '../../components/feedback/Skeleton.tsx';
import { Panel } from '../../components/Panel.tsx';
import { formatBytes, formatCount, formatPercent, plural } from '../../components/time/format.ts';
import styles from './AgentTable.module.css';
import type { Agent, AgentsState } from './model.ts';

/** The agents that are connected, and how busy they are. */
export function AgentTable({ state: { agents, isKnown } }: { state: AgentsState }) {
  const all = Object.values(agents).sort((a, b) => a.name.localeCompare(b.name));
  if (all.length === 0) {
    return isKnown ? (
      <EmptyState icon={<ServerOff size={20} />} title="No agent is connected">
        Agents run builds and processes and evaluate rules. Start one with <code>npm start</code>.
      </EmptyState>
    ) : (
      <div role="status" aria-label="Looking for agents">
        <Skeleton height={96} />
      </div>
    );
  }
  return (
    <Panel title={`Agents (${all.length})`} flush>
      <div className={styles.scroller} tabIndex={0} role="region" aria-label="Connected agents">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Agent</th>
              <th scope="col">Version</th>
              <th scope="col" title="Of the whole machine, over the last seconds">
                CPU
              </th>
              <th scope="col">Memory</th>
              <th scope="col">Running</th>
              <th scope="col">Projects</th>
            </tr>
          </thead>
          <tbody>
            {all.map((agent) => (
              <tr key={agent.agentId}>
                <th scope="row">{agent.name}</th>
                <Facts agent={agent} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Facts({ agent: { version, load, builds, sessions, projects } }: { agent: Agent }) {
  const { cpuPercent, memoryUsedBytes, memoryBytes } = load ?? {};
  const running = [
    ...(builds === undefined ? [] : [plural(builds, 'build')]),
    ...(sessions === undefined ? [] : [plural(sessions, 'process', 'processes')]),
  ];
  return (
    <>
      <td>{version ?? 'unknown'}</td>
      <td>{cpuPercent === undefined ? 'unknown' : formatPercent(cpuPercent)}</td>
      <td>
        {memoryUsedBytes === undefined || memoryBytes === undefined
          ? 'unknown'
          : `${formatBytes(memoryUsedBytes)} of ${formatBytes(memoryBytes)}`}
      </td>
      <td>{running.length === 0 ? 'unknown' : running.join(', ')}</td>
      <td title={projects.join(', ')}>{formatCount(projects.length)}</td>
    </>
  );
}
