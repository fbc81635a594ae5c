import { useEffect, useRef } from 'react';
import { raised } from '../../features/monitor/alerts.ts';
import { alertNames, describeAlert } from '../../features/monitor/alertWords.ts';
import { limits } from '../../features/monitor/limits.ts';
import { useWatch } from '../../features/monitor/useMonitor.ts';
import { watchOf } from '../../features/monitor/watch.ts';
import { useLatest, useMessaging, useSubject } from '../../hooks/index.ts';
import { plural } from '../../components/time/format.ts';
import { useNotify } from '../notices/useNotices.ts';
import styles from './Monitoring.module.css';

const MINUTE_MS = 60_000;

/** Watches limits and matches of rules, wherever the reader is; in the rail, how many alerts there are. */
export default function Monitoring() {
  const client = useMessaging();
  useEffect(() => watchOf(client).start(), [client]);
  useRuleNotices();
  const count = useAlertNotices();
  if (count === 0) return null;
  return (
    <span className={styles.badge}>
      <span aria-hidden="true">{count}</span>
      <span className="visually-hidden">, {plural(count, 'alert')}</span>
    </span>
  );
}

function useRuleNotices(): void {
  const notify = useNotify();
  useSubject('slate.rule.matched.*', ({ ruleId, id, timestamp, data }) =>
    notify({
      key: `rule-${ruleId}`,
      eventId: id ?? `${ruleId}-${timestamp}`,
      kind: 'rule',
      tone: 'bad',
      title: data?.name ?? 'A rule matched',
      detail: data?.summary ?? '',
      link: { to: 'monitor', tab: 'rules' },
      at: Date.now(),
    }),
  );
}

/** @returns how many alerts there are now */
function useAlertNotices(): number {
  const notify = useLatest(useNotify());
  const alerts = useWatch((state) => state.alerts);
  const now = raised(alerts);
  const kinds = now.map(({ kind }) => kind).join();
  const known = useRef('');
  useEffect(() => {
    const before = known.current;
    known.current = kinds;
    for (const alert of raised(alerts)) {
      if (before.split(',').includes(alert.kind)) continue;
      notify.current({
        key: `alert-${alert.kind}`,
        // Each tab watches its own connection; of several one notice is enough.
        eventId: `alert-${alert.kind}-${Math.floor(alert.at / MINUTE_MS)}`,
        kind: 'alert',
        tone: 'bad',
        title: alertNames[alert.kind],
        detail: describeAlert(alert, limits.get()),
        link: { to: 'monitor', tab: 'traffic' },
        at: Date.now(),
      });
    }
  }, [alerts, kinds, notify]);
  return now.length;
}
