import { useMemo } from 'react';
import { useConnection } from '../../hooks/index.ts';
import { noFilter, parseFilter } from '../../lib/inspect/filter.ts';
import {
  type Catalog,
  type Commands,
  patternsOverlap,
  templateToWildcard,
} from '../../lib/messaging/index.ts';
import styles from './Inspector.module.css';
import { MessagesView } from './MessagesView.tsx';
import { SubjectBar } from './SubjectBar.tsx';
import type { MessageSource } from './useInspector.ts';
import { explainPattern } from './words.ts';

/** What the address holds of an inspector. */
export interface InspectorAddress {
  readonly subject: string;
  readonly filter: string;
  /** The stream that is read; '' for live. */
  readonly stream: string;
  /** Of a stream: the sequence below which is read. */
  readonly before: string;
  /** The catalog's entry that the form is opened for. */
  readonly try: string;
}

export interface InspectorPanelProps {
  catalog: Catalog;
  commands: Commands;
  address: InspectorAddress;
  onAddress: (change: Partial<InspectorAddress>) => void;
}

/** Looks at the messages of a pattern, as they come or as a stream keeps them. */
export function InspectorPanel({ catalog, commands, address, onAddress }: InspectorPanelProps) {
  const isConnected = useConnection(({ status }) => status === 'live');
  const suggestions = useMemo(() => patternsOf(catalog), [catalog]);
  const pattern = address.subject === '' ? (suggestions[0] ?? '>') : address.subject;
  const problem = explainPattern(pattern);
  const source = sourceOf(address);
  const { filter: filterText } = address;
  const parsed = useMemo(() => parseFilter(filterText), [filterText]);
  const streams = problem === null ? catalog.streamsFor(pattern) : [];
  const types = useMemo(() => typesUnder(catalog, pattern), [catalog, pattern]);
  const onPattern = (subject: string) => onAddress({ subject, stream: '', before: '' });
  const onSource = (next: MessageSource) =>
    onAddress({
      stream: next.kind === 'stream' ? next.stream : '',
      before: next.kind === 'stream' && next.before !== null ? String(next.before) : '',
    });
  return (
    <div className={styles.inspector}>
      <SubjectBar {...{ pattern, source, streams, onSource, onPattern }} />
      <MessagesView
        key={`${pattern} ${address.stream} ${address.before}`}
        {...{ catalog, commands, pattern, problem, source, streams, types, onSource, isConnected }}
        {...{ suggestions, onPattern }}
        filterText={filterText}
        parsed={parsed}
        filter={parsed.ok ? parsed.filter : noFilter}
        onFilter={(filter) => onAddress({ filter })}
        tried={address.try}
        onTried={(name) => onAddress({ try: name })}
      />
    </div>
  );
}

function sourceOf({ stream, before }: InspectorAddress): MessageSource {
  if (stream === '') return { kind: 'live' };
  const seq = Number(before);
  return { kind: 'stream', stream, before: Number.isSafeInteger(seq) && seq > 0 ? seq : null };
}

/** A pattern for each catalog, and one for each resource of it. */
function patternsOf(catalog: Catalog): readonly string[] {
  const subjects = catalog.parts.flatMap(({ definitions }) =>
    Object.values(definitions).map(({ subject }) => templateToWildcard(subject).split('.')),
  );
  const wide = subjects.map(([root]) => `${root}.>`);
  const narrow = subjects.map((tokens) => [...tokens.slice(0, 2), '>'].join('.'));
  return [...new Set([...wide, ...narrow])].filter((one) => !one.startsWith('*'));
}

function typesUnder(catalog: Catalog, pattern: string): readonly string[] {
  return catalog.parts
    .flatMap(({ definitions }) => Object.entries(definitions))
    .filter(([, { subject, alsoUnder }]) =>
      [subject, ...alsoUnder].some((one) => patternsOverlap(pattern, templateToWildcard(one))),
    )
    .map(([name]) => name);
}
