import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Banner } from '../../components/feedback/Banner.tsx';
import { AgentTable } from '../../features/agents/AgentTable.tsx';
import { useAgents } from '../../features/agents/useAgents.ts';
import { raised } from '../../features/monitor/alerts.ts';
import { AlertList, LimitsPanel } from '../../features/monitor/AlertsPanel.tsx';
import { EventFigures } from '../../features/monitor/EventFigures.tsx';
import { useLimits } from '../../features/monitor/limits.ts';
import { StreamsPanel } from '../../features/monitor/StreamsPanel.tsx';
import { SubscriptionTable } from '../../features/monitor/SubscriptionTable.tsx';
import { TrafficCharts } from '../../features/monitor/TrafficCharts.tsx';
import { useShownWatch, useWatch } from '../../features/monitor/useMonitor.ts';
import { MatchesPanel } from '../../features/rules/MatchesPanel.tsx';
import { RulesPanel } from '../../features/rules/RulesPanel.tsx';
import { useConnection, useMetrics } from '../../hooks/index.ts';
import { useSelf } from '../SelfContext.ts';
import { Page } from '../shell/Page.tsx';
import { type MonitorTab, monitorTabs } from '../url/monitorTab.ts';
import styles from './MonitorRoute.module.css';

const tabTitles: Record<MonitorTab, string> = {
  traffic: 'Traffic',
  streams: 'Streams',
  agents: 'Agents',
  rules: 'Rules',
};

/** What this tab’s connection, the server and the agents are doing, and what rules look for. */
export function MonitorRoute({ tab }: { tab: MonitorTab }) {
  useShownWatch();
  const alerts = useWatch((state) => state.alerts);
  const limits = useLimits();
  const isLive = useConnection(({ status }) => status === 'live');
  return (
    <Page crumbs={[{ text: 'Monitor' }]} title="Monitor" tabs={<MonitorTabs selected={tab} />}>
      <div className={styles.page}>
        {!isLive && (
          <Banner tone="warning">
            There is no connection now. The figures are those of before; nothing new is counted.
          </Banner>
        )}
        <AlertList alerts={raised(alerts)} limits={limits} />
        <Content tab={tab} />
      </div>
    </Page>
  );
}

function MonitorTabs({ selected }: { selected: MonitorTab }) {
  return (
    <nav aria-label="Monitor" className={styles.tabs}>
      {monitorTabs.map((tab) => (
        <Link
          key={tab}
          to="/monitor"
          search={{ tab }}
          className={styles.tab}
          aria-current={tab === selected ? 'page' : undefined}
        >
          {tabTitles[tab]}
        </Link>
      ))}
    </nav>
  );
}

function Content({ tab }: { tab: MonitorTab }) {
  const { name } = useSelf();
  switch (tab) {
    case 'traffic':
      return <Traffic />;
    case 'streams':
      return <Streams />;
    case 'agents':
      return <Agents />;
    case 'rules':
      return (
        <>
          <RulesPanel userName={name} />
          <MatchesPanel SubjectLink={SubjectLink} />
        </>
      );
  }
}

function Traffic() {
  const metrics = useMetrics();
  const limits = useLimits();
  return (
    <>
      <TrafficCharts />
      <EventFigures metrics={metrics} />
      <SubscriptionTable flows={metrics.flows} />
      <LimitsPanel limits={limits} />
    </>
  );
}

function Streams() {
  const server = useWatch((state) => state.server);
  return <StreamsPanel server={server} />;
}

function Agents() {
  return <AgentTable state={useAgents()} />;
}

const PROJECT = /^slate\.(?:build|file|asset)\.\w+\.([A-Za-z0-9_-]+)$/;

/** To the project of an event where its subject names one. */
function SubjectLink({ subject, children }: { subject: string; children: ReactNode }) {
  const projectId = PROJECT.exec(subject)?.[1];
  if (!subject.startsWith('slate.build.') || projectId === undefined) return children;
  return (
    <Link to="/projects/$projectId" params={{ projectId }}>
      {children}
    </Link>
  );
}
