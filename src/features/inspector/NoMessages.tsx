import { Radio, SearchX } from 'lucide-react';
import { Button } from '../../components/controls/Button.tsx';
import { EmptyState } from '../../components/feedback/EmptyState.tsx';
import { ErrorState } from '../../components/feedback/ErrorState.tsx';
import styles from './Inspector.module.css';
import { PaneSkeleton } from './PaneSkeleton.tsx';
import type { MessageSource, SourceState } from './useInspector.ts';
import { describeReadError } from './words.ts';

const SUGGESTED = 6;

export interface NoMessagesProps {
  pattern: string;
  problem: string | null;
  state: SourceState;
  source: MessageSource;
  streams: readonly string[];
  /** There are messages, and the filter shows none. */
  isFiltered: boolean;
  onClearFilter: () => void;
  onSource: (source: MessageSource) => void;
  suggestions: readonly string[];
  onPattern: (pattern: string) => void;
}

/** Why the list is empty, and what to do. */
export function NoMessages(props: NoMessagesProps) {
  return (
    <div className={styles.nothing}>
      <Reason {...props} />
    </div>
  );
}

/** Some patterns of the open catalogs. */
function Suggestions({ suggestions, onPattern }: NoMessagesProps) {
  return (
    <div className={styles.suggestions}>
      {suggestions.slice(0, SUGGESTED).map((pattern) => (
        <Button key={pattern} size="sm" onClick={() => onPattern(pattern)}>
          {pattern}
        </Button>
      ))}
    </div>
  );
}

function Reason(props: NoMessagesProps) {
  const { pattern, problem, state, source, streams, isFiltered, onClearFilter, onSource } = props;
  const [stream] = streams;
  if (problem !== null) {
    return (
      <ErrorState title="This is not a subject" action={<Suggestions {...props} />}>
        {problem}
      </ErrorState>
    );
  }
  if (state.kind === 'failed') {
    const what = source.kind === 'stream' ? source.stream : `“${pattern}”`;
    return (
      <ErrorState
        title={state.error.code === 'denied' ? `${what} is refused` : `${what} can’t be read`}
        action={
          source.kind === 'stream' ? (
            <Button onClick={() => onSource({ kind: 'live' })}>Listen live</Button>
          ) : (
            <Suggestions {...props} />
          )
        }
      >
        {describeReadError(state.error, what)}
      </ErrorState>
    );
  }
  if (isFiltered) {
    return (
      <EmptyState
        icon={<SearchX size={20} />}
        title="No message matches the filter"
        action={<Button onClick={onClearFilter}>Clear the filter</Button>}
      />
    );
  }
  switch (state.kind) {
    case 'reading':
      return <PaneSkeleton />;
    case 'read':
      return (
        <EmptyState icon={<SearchX size={20} />} title={`Nothing is stored on ${pattern}`}>
          The stream keeps no message of this subject.
        </EmptyState>
      );
    case 'waiting':
      return <EmptyState icon={<Radio size={20} />} title="Waiting for the connection" />;
    case 'live':
      return (
        <EmptyState
          icon={<Radio size={20} />}
          title={`Listening on ${pattern}`}
          action={
            stream !== undefined && (
              <Button onClick={() => onSource({ kind: 'stream', stream, before: null })}>
                Read what {stream} keeps
              </Button>
            )
          }
        >
          No message has come yet. New ones show up here at once.
        </EmptyState>
      );
  }
}
