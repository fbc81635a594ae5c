import { formatBytes, formatPercent, formatTimeOfDay } from '../../../components/time/format.ts';
import styles from './UsageTable.module.css';
import { minutesOf, type Usage, type UsageMinute } from './usage.ts';

/** The charts' figures per minute. */
export function UsageTable({ usage }: { usage: Usage }) {
  return (
    // Scrollable, so it takes focus for the keyboard
    <div
      className={styles.scroller}
      tabIndex={0}
      role="region"
      aria-label="CPU and memory by minute"
    >
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Minute</th>
            <th scope="col">CPU average</th>
            <th scope="col">CPU peak</th>
            <th scope="col">Memory average</th>
            <th scope="col">Memory peak</th>
          </tr>
        </thead>
        <tbody>
          {minutesOf(usage).map((minute) => (
            <tr key={minute.at}>
              <th scope="row">
                <time dateTime={new Date(minute.at).toISOString()}>
                  {formatTimeOfDay(minute.at, false)}
                </time>
              </th>
              <Cells minute={minute} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cells({ minute: { cpu, memory } }: { minute: UsageMinute }) {
  if (!cpu && !memory) return <td colSpan={4}>no figures</td>;
  return (
    <>
      <td>{cpu ? formatPercent(cpu.average) : 'none'}</td>
      <td>{cpu ? formatPercent(cpu.peak) : 'none'}</td>
      <td>{memory ? formatBytes(memory.average) : 'none'}</td>
      <td>{memory ? formatBytes(memory.peak) : 'none'}</td>
    </>
  );
}
