import type { LineRange } from '../../../lib/log/lineRange.ts';
import type { ComponentType } from 'react';
import { Minus, Plus } from 'lucide-react';
import { Button } from '../../../components/controls/Button.tsx';
import { plainText } from '../../../lib/terminal/controls.ts';
import { Duration } from '../../../components/time/Duration.tsx';
import { formatCount } from '../../../components/time/format.ts';
import { PaceMark } from '../../../components/steps/PaceMark.tsx';
import { RelativeTime } from '../../../components/time/RelativeTime.tsx';
import { Spinner } from '../../../components/feedback/Spinner.tsx';
import type { BuildLinkProps } from '../list/BuildList.tsx';
import styles from './ComparePanel.module.css';
import { compareSteps, type StepComparison } from './compare.ts';
import type { LogDifference } from './logDiff.ts';
import { OlderButton, type OlderButtonProps } from '../../../components/controls/OlderButton.tsx';
import type { Build } from '../model/model.ts';
import { MAX_READ_LINES } from './readLog.ts';
import { buildLabel, describeGit } from '../derived/shown.ts';
import { useLogDifference } from './useLogDifference.ts';

export interface ComparePanelProps extends Omit<OlderButtonProps, 'what'> {
  build: Build;
  green: Build | null;
  Link: ComponentType<BuildLinkProps>;
  /** @param seq its place in the stream */
  onShowLine: (place: LineRange) => void;
}

/** Differences from the last passed build: steps, and the first line of the log. */
export function ComparePanel(props: ComparePanelProps) {
  const { build, green, older, onLoadOlder, Link, onShowLine } = props;
  if (!green && older !== 'none') {
    return (
      <p className={styles.note}>
        None of the builds loaded before this one has passed with all its steps.{' '}
        <OlderButton {...{ older, onLoadOlder }} what="builds" />
      </p>
    );
  }
  if (!green) {
    return (
      <p className={styles.note}>
        No build before this one has passed with all its steps: there is nothing to compare with.
      </p>
    );
  }
  return (
    <div className={styles.panel}>
      <p className={styles.head}>
        {describeBuild(build)} against <Link build={green}>{describeBuild(green)}</Link>, the last
        that passed, <RelativeTime time={green.startedAt} />
        {green.durationMs !== null && (
          <>
            , in <Duration ms={green.durationMs} />
          </>
        )}
      </p>
      {build.endedAt === null ? (
        <p className={styles.note}>The logs are compared when this build has ended.</p>
      ) : (
        <FirstDifference build={build} green={green} onShowLine={onShowLine} />
      )}
      <StepTable build={build} green={green} />
    </div>
  );
}

function describeBuild(build: Build): string {
  const about = describeGit(build.git);
  return about === '' ? buildLabel(build) : `${buildLabel(build)} (${about})`;
}

function StepTable({ build, green }: { build: Build; green: Build }) {
  const rows = compareSteps(build, green);
  if (rows.length === 0) return null;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Step</th>
          <th scope="col">{buildLabel(green)}</th>
          <th scope="col">{buildLabel(build)}</th>
          <th scope="col">Difference</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.path} data-kind={row.kind}>
            <th scope="row">{row.path}</th>
            <td>{'greenMs' in row && row.greenMs !== null && <Duration ms={row.greenMs} />}</td>
            <td>{'ms' in row && row.ms !== null && <Duration ms={row.ms} />}</td>
            <td>
              <Verdict row={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Verdict({ row }: { row: StepComparison }) {
  switch (row.kind) {
    case 'slower':
    case 'faster':
      return <PaceMark ms={row.ms} usualMs={row.greenMs} />;
    case 'usual':
      return <span className={styles.muted}>No change</span>;
    case 'new':
      return (
        <span className={styles.mark}>
          <Plus size={12} aria-hidden="true" />
          new step
        </span>
      );
    case 'gone':
      return (
        <span className={styles.mark}>
          <Minus size={12} aria-hidden="true" />
          gone
        </span>
      );
    case 'not-comparable':
      return <span className={styles.muted}>{row.why}</span>;
  }
}

interface FirstDifferenceProps extends Pick<ComparePanelProps, 'build' | 'onShowLine'> {
  green: Build;
}

function FirstDifference({ build, green, onShowLine }: FirstDifferenceProps) {
  const comparison = useLogDifference(build, green);
  return (
    <section aria-label="First difference of the logs" aria-live="polite">
      {comparison.kind === 'reading' && (
        <p className={styles.reading}>
          <Spinner /> Reading both logs…
        </p>
      )}
      {comparison.kind === 'failed' && <p className={styles.note}>{comparison.message}</p>}
      {comparison.kind === 'read' && (
        <>
          <Difference difference={comparison.difference} onShowLine={onShowLine} />
          {comparison.isCut && (
            <p className={styles.note}>
              Only the first {formatCount(MAX_READ_LINES)} lines of each log are compared.
            </p>
          )}
        </>
      )}
    </section>
  );
}

interface DifferenceProps extends Pick<ComparePanelProps, 'onShowLine'> {
  difference: LogDifference;
}

function Difference({ difference, onShowLine }: DifferenceProps) {
  switch (difference.kind) {
    case 'same':
      return (
        <p className={styles.note}>
          The logs say the same, but for times, durations, hashes and the like.
        </p>
      );
    case 'missing':
      return (
        <div className={styles.diff}>
          <p className={styles.where}>
            The first line that is missing{difference.line.step && ` in ${difference.line.step}`}
          </p>
          <Line sign="−" text={difference.line.message} kind="then" />
        </div>
      );
    case 'added': {
      const { place } = difference.line;
      return (
        <div className={styles.diff}>
          <p className={styles.where}>
            The first line that differs: line {formatCount(difference.lineNumber)}
            {difference.line.step && `, in ${difference.line.step}`}
          </p>
          {difference.instead && <Line sign="−" text={difference.instead.message} kind="then" />}
          <Line sign="+" text={difference.line.message} kind="now" />
          {place !== null && (
            <Button size="sm" className={styles.show} onClick={() => onShowLine(place)}>
              Show in the log
            </Button>
          )}
        </div>
      );
    }
  }
}

const MAX_SHOWN_CHARS = 1_000;

function Line({ sign, text, kind }: { sign: string; text: string; kind: 'then' | 'now' }) {
  return (
    <div className={styles[kind]}>
      <span className="visually-hidden">{kind === 'then' ? 'Then: ' : 'Now: '}</span>
      <span aria-hidden="true" className={styles.sign}>
        {sign}
      </span>
      <code>{plainText(text).slice(0, MAX_SHOWN_CHARS)}</code>
    </div>
  );
}
