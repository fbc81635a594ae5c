import { ArrowLeft, Copy } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { copyText } from '../../../components/controls/copyText.ts';
import { IconButton } from '../../../components/controls/IconButton.tsx';
import { Switch } from '../../../components/controls/Switch.tsx';
import { Badge } from '../../../components/feedback/Badge.tsx';
import { Panel } from '../../../components/Panel.tsx';
import { assertNever } from '../../../lib/assertNever.ts';
import type { CatalogEntry, CommandEntry, EventEntry } from '../entries.ts';
import { kinds } from '../list/SubjectRow.tsx';
import type { WatchState } from '../traffic/watchState.ts';
import styles from './Details.module.css';
import { DriftList } from './DriftList.tsx';
import { Example } from './Example.tsx';
import { Fact } from './Fact.tsx';
import { FieldTable } from './FieldTable.tsx';
import { LiveFacts } from './LiveFacts.tsx';
import { Subject } from './Subject.tsx';

export interface EntryDetailsProps {
  entry: CatalogEntry;
  state: WatchState;
  /** Leads to where it can be published or asked. */
  tryIt: ReactNode;
  onClose: () => void;
}

/** All that is known of one subject. */
export function EntryDetails({ entry, state, tryIt, onClose }: EntryDetailsProps) {
  const { Icon, word } = kinds[entry.kind];
  const drift = entry.kind === 'event' ? state.drift.get(entry.name) : undefined;
  return (
    <article className={styles.details} aria-labelledby="catalog-entry">
      <header className={styles.header}>
        <IconButton
          label="Back to the subjects"
          icon={ArrowLeft}
          className={styles.back}
          onClick={onClose}
        />
        <div className={styles.heading}>
          <h2 id="catalog-entry" tabIndex={-1} className={styles.title}>
            {entry.name}
          </h2>
          <Badge tone="accent" icon={<Icon size={13} aria-hidden="true" />}>
            {word}
          </Badge>
        </div>
        {tryIt}
        <div className={styles.mainSubject}>
          <Subject template={entry.subject} />
          <IconButton
            label="Copy subject"
            icon={Copy}
            onClick={() => void copyText(entry.subject, 'Subject copied')}
          />
        </div>
      </header>
      <Panel title="Now" headingLevel={3}>
        <LiveFacts entry={entry} state={state} />
      </Panel>
      {drift !== undefined && drift.drifts.size > 0 && (
        <Panel title="Schema drift" headingLevel={3}>
          <DriftList drift={drift} />
        </Panel>
      )}
      <Panel title="About" headingLevel={3}>
        <dl className={styles.facts}>
          <Fact term="Catalog">{entry.catalog}</Fact>
          <Fact term="Parameters">
            {entry.params.length === 0
              ? 'None'
              : entry.params.map((name) => (
                  <code key={name} className={styles.chip}>
                    {name}
                  </code>
                ))}
          </Fact>
          <KindFacts entry={entry} />
        </dl>
      </Panel>
      <Schemas entry={entry} />
    </article>
  );
}

function KindFacts({ entry }: { entry: CatalogEntry }) {
  switch (entry.kind) {
    case 'event':
      return <EventFacts entry={entry} />;
    case 'command':
      return (
        <>
          <Fact term="Repeatable">
            {entry.definition.repeatable
              ? 'Yes: an unanswered request may be sent again under the same key'
              : 'No: a request is sent once'}
          </Fact>
          <Fact term="Wire">
            {entry.definition.envelope.kind === 'slate'
              ? 'Request {input, idempotencyKey?}, reply {ok, data} or {ok, error}'
              : 'The bare input, answered with the bare output'}
          </Fact>
        </>
      );
    case 'bytes':
      return <Fact term="Kept in">Live only: no stream keeps it. Its bodies are not JSON.</Fact>;
    default:
      return assertNever(entry);
  }
}

function EventFacts({ entry }: { entry: EventEntry }) {
  const { type, stream, alsoUnder, withoutStream, query, envelope } = entry;
  return (
    <>
      <Fact term="Type">
        <code>{type}</code>
        {envelope.type.in === 'body' ? (
          <>
            {' '}
            in the body’s <code>{envelope.type.field}</code>
          </>
        ) : (
          ', said by the subject alone'
        )}
      </Fact>
      <Fact term="Kept in">
        {stream === null ? (
          'Live only: no stream keeps it'
        ) : (
          <>
            Stream <code>{stream}</code>
            {withoutStream !== 'wait' && '; without the stream it is sent live only'}
          </>
        )}
      </Fact>
      {alsoUnder.length > 0 && (
        <Fact term="Also under">
          <ul role="list" className={styles.also}>
            {alsoUnder.map((template) => (
              <li key={template}>
                <Subject template={template} />
              </li>
            ))}
          </ul>
          <span className={styles.muted}>The same body and id: readers drop the second copy.</span>
        </Fact>
      )}
      {query !== null && (
        <Fact term="Query">
          A request <code>{`{"query":"${query}"}`}</code> on the subject is answered with such an
          event
        </Fact>
      )}
      <Fact term="Readers">
        {stream === null ? '' : `The stream ${stream}, and `}
        {stream === null ? 'This' : 'this'} page while it is open. NATS does not say who else
        subscribes.
      </Fact>
    </>
  );
}

function Schemas({ entry }: { entry: CatalogEntry }) {
  const [optional, setOptional] = useState(true);
  const parts = schemaParts(entry);
  if (parts.length === 0) return null;
  return (
    <>
      {parts.map(({ label, schema }) => (
        <Panel key={label} title={label} headingLevel={3} flush>
          <FieldTable label={`Fields of the ${label.toLowerCase()}`} schema={schema} />
        </Panel>
      ))}
      <Panel
        title={parts.length > 1 ? 'Examples' : 'Example'}
        headingLevel={3}
        actions={<Switch label="Optional fields" checked={optional} onChange={setOptional} />}
      >
        <div className={styles.examples}>
          {parts.map(({ label, schema, wrap }) => (
            <Example key={label} {...{ label, schema, wrap, optional }} />
          ))}
        </div>
      </Panel>
    </>
  );
}

function schemaParts(entry: CatalogEntry) {
  switch (entry.kind) {
    case 'event':
      return [{ label: 'Body', schema: entry.schema(), wrap: undefined }];
    case 'command':
      return commandParts(entry);
    case 'bytes':
      return [];
    default:
      return assertNever(entry);
  }
}

function commandParts({ definition: { input, output, envelope } }: CommandEntry) {
  const isPlain = envelope.kind === 'plain';
  return [
    {
      label: 'Input',
      schema: input,
      wrap: isPlain ? undefined : (value: unknown) => ({ input: value }),
    },
    {
      label: 'Reply',
      schema: output,
      wrap: isPlain ? undefined : (value: unknown) => ({ ok: true, data: value }),
    },
  ];
}
