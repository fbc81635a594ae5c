import { useEffect, useState } from 'react';
import { Panel } from '../../components/Panel.tsx';
import { formatBytes, formatCount } from '../../components/time/format.ts';
import type { FlowFigures } from '../../lib/messaging/index.ts';
import styles from './Monitor.module.css';

const SHOWN = 50;
const EVERY_MS = 2_000;

interface Rate {
  readonly messages: number;
  readonly at: number;
}

/** What each subscription of this tab brings. */
export function SubscriptionTable({ flows }: { flows: readonly FlowFigures[] }) {
  const rates = useRates(flows);
  const sorted = flows.toSorted((a, b) => b.messages - a.messages);
  return (
    <Panel title="Subscriptions" flush>
      <div
        className={styles.scroller}
        tabIndex={0}
        role="region"
        aria-label="Subscriptions by subject"
      >
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Subject</th>
              <th scope="col">Rate</th>
              <th scope="col">Messages</th>
              <th scope="col">Data</th>
              <th scope="col" title="Copies, invalid messages and those on unknown subjects">
                Dropped
              </th>
            </tr>
          </thead>
          <tbody>
            {sorted.slice(0, SHOWN).map(({ pattern, messages, bytes, dropped }) => (
              <tr key={pattern}>
                <th scope="row">
                  <code>{pattern}</code>
                </th>
                <td>{formatCount(Math.round((rates.get(pattern) ?? 0) * 10) / 10)}/s</td>
                <td>{formatCount(messages)}</td>
                <td>{formatBytes(bytes)}</td>
                <td>{formatCount(dropped)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {sorted.length > SHOWN && (
        <p className={styles.footnote}>
          The {SHOWN} busiest of {formatCount(sorted.length)}.
        </p>
      )}
    </Panel>
  );
}

/** Messages a second, by pattern, over the last two seconds. */
function useRates(flows: readonly FlowFigures[]): ReadonlyMap<string, number> {
  const [state, setState] = useState<{
    readonly last: ReadonlyMap<string, Rate>;
    readonly rates: ReadonlyMap<string, number>;
  }>({ last: new Map(), rates: new Map() });
  useEffect(() => {
    setState((before) => {
      const at = Date.now();
      const first = before.last.values().next().value;
      if (first && at - first.at < EVERY_MS) return before;
      const last = new Map(flows.map(({ pattern, messages }) => [pattern, { messages, at }]));
      const rates = flows.map(({ pattern, messages }) => {
        const then = before.last.get(pattern);
        const rate = then ? ((messages - then.messages) * 1_000) / (at - then.at) : 0;
        return [pattern, Math.max(0, rate)] as const;
      });
      return { last, rates: new Map(rates) };
    });
  }, [flows]);
  return state.rates;
}
