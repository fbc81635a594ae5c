import { useState } from 'react';
import { v4 as uuid } from 'uuid';
import { type CommandOutput, type RuleDraft, subjects } from '../../catalogs/slate/index.ts';
import { Button } from '../../components/controls/Button.tsx';
import { SelectField } from '../../components/controls/SelectField.tsx';
import { CommandError } from '../../components/feedback/CommandError.tsx';
import { ProgressBar } from '../../components/feedback/ProgressBar.tsx';
import { formatClock, formatCount, plural } from '../../components/time/format.ts';
import { describeCommandError, useMessaging, useSubject } from '../../hooks/index.ts';
import styles from './Rules.module.css';

/** An agent may read 100,000 messages for it. */
const TIMEOUT_MS = 60_000;
const SHOWN = 20;

const spans = [
  { value: '3600000', text: 'Last hour' },
  { value: '86400000', text: 'Last day' },
  { value: '604800000', text: 'Last 7 days' },
] as const;

type Outcome = CommandOutput<'rule.try'>;

type Trial =
  | { readonly state: 'none' }
  | { readonly state: 'running'; readonly tryId: string; readonly share: number }
  | { readonly state: 'done'; readonly outcome: Outcome }
  | { readonly state: 'failed'; readonly words: string };

/** Tries a rule against what the streams hold. @param draft null while it has mistakes */
export function TrialSection({ draft }: { draft: () => RuleDraft | null }) {
  const client = useMessaging();
  const [span, setSpan] = useState<string>('86400000');
  const [trial, setTrial] = useState<Trial>({ state: 'none' });
  const tryId = trial.state === 'running' ? trial.tryId : null;
  useSubject(tryId === null ? null : subjects.rule.trying(tryId), ({ data }) => {
    const share = data && data.total > 0 ? data.messages / data.total : 0;
    setTrial((before) => (before.state === 'running' ? { ...before, share } : before));
  });
  const run = () => {
    const rule = draft();
    if (!rule || trial.state === 'running') return;
    const id = uuid();
    setTrial({ state: 'running', tryId: id, share: 0 });
    client
      .request(
        'rule.try',
        { tryId: id },
        { rule, sinceMs: Number(span) },
        { timeoutMs: TIMEOUT_MS },
      )
      .then(
        (outcome) => setTrial({ state: 'done', outcome }),
        (error: unknown) =>
          setTrial({ state: 'failed', words: describeCommandError(error, false) }),
      );
  };
  return (
    <section className={styles.trial} aria-label="Try against history">
      <div className={styles.trialActions}>
        <SelectField
          label="History"
          className={styles.stacked}
          options={[...spans]}
          value={span}
          onChange={setSpan}
        />
        <Button pending={trial.state === 'running'} onClick={run}>
          Try against history
        </Button>
      </div>
      <div role="status" aria-label="Result of the trial">
        {trial.state === 'done' && <Result outcome={trial.outcome} />}
        {trial.state === 'failed' && <CommandError>{trial.words}</CommandError>}
      </div>
      {trial.state === 'running' && trial.share > 0 && (
        <ProgressBar label="History read" value={Math.round(trial.share * 100)} />
      )}
    </section>
  );
}

function Result({ outcome: { matches, total, messages, to, end } }: { outcome: Outcome }) {
  const read = `${plural(messages, 'message')} read`;
  return (
    <>
      <p>
        <strong>
          {total === 0 ? 'It would not have matched.' : `${plural(total, 'match', 'matches')}.`}
        </strong>{' '}
        {end === 'now' ? `${read}.` : `${read}, up to ${formatClock(to)}: that is the limit.`}
      </p>
      {matches.length > 0 && (
        <ul className={styles.found} aria-label="Matches of the trial">
          {matches.slice(0, SHOWN).map(({ at, summary, subject, seq, key }) => (
            <li key={`${at} ${subject} ${seq} ${key}`}>
              <time dateTime={new Date(at).toISOString()}>{formatClock(at)}</time> {summary}
            </li>
          ))}
        </ul>
      )}
      {matches.length > SHOWN && (
        <p className={styles.hint}>
          The first {SHOWN} of {formatCount(matches.length)}.
        </p>
      )}
    </>
  );
}
