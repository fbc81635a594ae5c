import {
  formatBytes,
  formatCount,
  formatTimeOfDay,
  plural,
} from '../../../components/time/format.ts';
import { RelativeTime } from '../../../components/time/RelativeTime.tsx';
import { useAtNow } from '../../../components/time/useNow.ts';
import { assertNever } from '../../../lib/assertNever.ts';
import type { CatalogEntry } from '../entries.ts';
import { rateOf, rateText, type Traffic } from '../traffic/meter.ts';
import { type EntryWatch, MAX_PATTERNS, type WatchState } from '../traffic/watchState.ts';
import styles from './Details.module.css';
import { Fact } from './Fact.tsx';

/** What has come of an entry since the page watches it. */
export function LiveFacts({ entry, state }: { entry: CatalogEntry; state: WatchState }) {
  const watch = state.watches.get(entry.key) ?? 'waiting';
  const traffic = state.traffic.get(entry.key);
  if (!traffic) return <p className={styles.muted}>{silenceWords(watch, state.since)}</p>;
  const since = state.since ?? traffic.lastAt;
  return (
    <>
      <dl className={styles.facts}>
        <Fact term="Last seen">
          <RelativeTime time={traffic.lastAt} /> on <code>{traffic.lastSubject}</code>
        </Fact>
        <Fact term="Rate">
          <Rate traffic={traffic} since={since} />
        </Fact>
        <Fact term="Messages">
          {formatCount(traffic.messages)}, {formatBytes(traffic.bytes)}, since{' '}
          {formatTimeOfDay(since)}
        </Fact>
        {entry.kind === 'event' && (
          <Fact term="Invalid">
            <InvalidCount traffic={traffic} />
          </Fact>
        )}
        {entry.kind === 'event' && (
          <Fact term="Publishers seen">
            <Senders traffic={traffic} />
          </Fact>
        )}
      </dl>
      {traffic.lastInvalid && <LastInvalid {...traffic.lastInvalid} />}
    </>
  );
}

function silenceWords(watch: EntryWatch, since: number | null): string {
  switch (watch) {
    case 'waiting':
      return 'Not connected yet: nothing is known of its messages.';
    case 'watched':
      return since === null
        ? 'Not seen yet.'
        : `Not seen since this page opened at ${formatTimeOfDay(since, false)}.`;
    case 'denied':
      return 'The server does not let your role read this subject, so its messages are not counted.';
    case 'beyond-limit':
      return `Not watched: this page watches ${MAX_PATTERNS} subjects at once. Search for it to watch it.`;
    case 'private':
      return 'Requests are between the one who asks and the one who answers, so they are not counted here.';
    default:
      return assertNever(watch);
  }
}

function Rate({ traffic, since }: { traffic: Traffic; since: number }) {
  return useAtNow((now) => rateText(rateOf(traffic, now, since)));
}

function InvalidCount({ traffic: { invalid, checked, messages } }: { traffic: Traffic }) {
  const of =
    checked < messages ? `${formatCount(checked)} that were checked` : formatCount(checked);
  return `${invalid === 0 ? 'None' : formatCount(invalid)} of ${of}`;
}

function Senders({ traffic: { senders, hasMoreSenders } }: { traffic: Traffic }) {
  const named = [...senders].filter(([name]) => name !== '');
  const unnamed = senders.get('')?.messages ?? 0;
  if (named.length === 0) return 'None named itself in what was checked';
  return (
    <ul role="list" aria-label="Publishers seen" className={styles.senders}>
      {named.map(([name, { messages }]) => (
        <li key={name}>
          <code>{name}</code> <span className={styles.muted}>{plural(messages, 'message')}</span>
        </li>
      ))}
      {unnamed > 0 && <li className={styles.muted}>{plural(unnamed, 'message')} without a name</li>}
      {hasMoreSenders && <li className={styles.muted}>and others</li>}
    </ul>
  );
}

function LastInvalid(props: NonNullable<Traffic['lastInvalid']>) {
  const { subject, receivedAt, reason, detail, preview } = props;
  return (
    <div className={styles.invalid}>
      <p>
        <strong>Last invalid message</strong> at {formatTimeOfDay(receivedAt)} on{' '}
        <code>{subject}</code>: {detail}{' '}
        <span className={styles.muted}>({reason.replaceAll('-', ' ')})</span>
      </p>
      <details className={styles.preview}>
        <summary>Message</summary>
        <pre className={styles.code}>{preview}</pre>
      </details>
    </div>
  );
}
