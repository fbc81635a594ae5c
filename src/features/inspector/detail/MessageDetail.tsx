import { Copy, Download, Send, X } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { copyText } from '../../../components/controls/copyText.ts';
import { Button } from '../../../components/controls/Button.tsx';
import { IconButton } from '../../../components/controls/IconButton.tsx';
import { Tabs } from '../../../components/controls/Tabs.tsx';
import { Badge } from '../../../components/feedback/Badge.tsx';
import { saveFile } from '../../../components/saveFile.ts';
import { formatBytes } from '../../../components/time/format.ts';
import type { KeptMessage } from '../../../lib/inspect/message.ts';
import { type MessageHeaders, readEnvelope, type Verdict } from '../../../lib/messaging/index.ts';
import { showControls } from '../../../lib/terminal/controlChars.ts';
import { verdictLooks } from '../list/MessageRow.tsx';
import { describeVerdict, verdictWord } from '../words.ts';
import { type BodyView, fileNameOf, HEX_BYTES, viewOf } from './bodyView.ts';
import { hexDump } from './hex.ts';
import { JsonTree } from './JsonTree.tsx';
import styles from './MessageDetail.module.css';

export interface MessageDetailProps {
  message: KeptMessage;
  verdict: Verdict;
  onClose: () => void;
  /** Opens the form with this message. */
  onSendAgain: () => void;
}

const when = new Intl.DateTimeFormat('en-GB', {
  ...{ year: 'numeric', month: 'short', day: '2-digit' },
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 },
});

/** All about one message. */
export function MessageDetail({ message, verdict, onClose, onSendAgain }: MessageDetailProps) {
  const { subject, body, headers, reply, receivedAt, stored } = message;
  const { Icon, tone } = verdictLooks[verdict.kind];
  const view = useMemo(() => viewOf(body), [body]);
  const save = () => saveFile(new Blob([body.slice()]), fileNameOf(subject, view));
  return (
    <section className={styles.detail} aria-label="Message">
      <header className={styles.head}>
        <h2 className={styles.subject}>{showControls(subject)}</h2>
        <IconButton label="Copy the subject" icon={Copy} onClick={() => void copyText(subject)} />
        <IconButton label="Send again" title="Send again…" icon={Send} onClick={onSendAgain} />
        <IconButton label="Close the message" icon={X} onClick={onClose} />
      </header>
      <div className={styles.content}>
        <div className={styles.verdict} data-tone={tone}>
          <Badge tone={tone} icon={<Icon size={13} aria-hidden="true" />}>
            {verdictWord(verdict.kind)}
          </Badge>
          <div>
            <p>{describeVerdict(verdict)}</p>
            {verdict.kind === 'invalid' && (
              <p className={styles.why}>
                {verdict.field !== null && <code>{showControls(verdict.field)}</code>}
                {showControls(withoutField(verdict.detail, verdict.field))}
              </p>
            )}
          </div>
        </div>
        <dl className={styles.facts}>
          {'name' in verdict && verdict.name !== null && <Fact name="Event">{verdict.name}</Fact>}
          {stored ? (
            <>
              <Fact name="Stored">{when.format(stored.storedAt)}</Fact>
              <Fact name="Sequence">
                {stored.seq} in {stored.stream}
              </Fact>
            </>
          ) : (
            <Fact name="Received">{when.format(receivedAt)}</Fact>
          )}
          <Fact name="Size">{formatBytes(body.length)}</Fact>
          {reply !== undefined && <Fact name="Reply to">{showControls(reply)}</Fact>}
          <Envelope verdict={verdict} />
        </dl>
        {headers && <Headers headers={headers} />}
        <Body
          key={message.n}
          view={view}
          body={body}
          marked={verdict.kind === 'invalid' ? verdict.field : null}
          onSave={save}
        />
      </div>
    </section>
  );
}

/** The detail begins with the field, which is shown by itself. */
function withoutField(detail: string, field: string | null): string {
  return field !== null && detail.startsWith(`${field}: `)
    ? detail.slice(field.length + 2)
    : detail;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Envelope({ verdict }: { verdict: Verdict }) {
  if (verdict.kind !== 'valid') return null;
  const { id, timeMs, correlationId, userId, source } = readEnvelope(
    verdict.envelope,
    verdict.event,
  );
  return (
    <>
      {timeMs !== undefined && <Fact name="Published">{when.format(timeMs)}</Fact>}
      {id !== undefined && <Fact name="Event id">{showControls(id)}</Fact>}
      {correlationId !== undefined && <Fact name="Correlation">{showControls(correlationId)}</Fact>}
      {userId !== undefined && <Fact name="User">{showControls(userId)}</Fact>}
      {source !== undefined && <Fact name="Source">{showControls(source)}</Fact>}
    </>
  );
}

function Headers({ headers }: { headers: MessageHeaders }) {
  return (
    <section aria-label="Headers">
      <h3 className={styles.title}>Headers</h3>
      <dl className={styles.headers}>
        {Object.entries(headers).map(([name, values]) => (
          <div key={name}>
            <dt>{showControls(name)}</dt>
            <dd>{showControls(values.join(', '))}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface BodyProps {
  view: BodyView;
  body: Uint8Array;
  marked: string | null;
  onSave: () => void;
}

const tabs = [
  { id: 'tree', title: 'Tree' },
  { id: 'raw', title: 'Raw' },
  { id: 'hex', title: 'Hex' },
] as const;
type TabId = (typeof tabs)[number]['id'];

function Body({ view, body, marked, onSave }: BodyProps) {
  const [chosen, setChosen] = useState<TabId>('tree');
  if (view.kind === 'empty') return <p className={styles.note}>The body is empty.</p>;
  const offered = tabs.filter(
    ({ id }) =>
      (id === 'tree' && view.kind === 'json') ||
      (id === 'raw' && view.kind !== 'bytes') ||
      id === 'hex',
  );
  const selected = offered.find(({ id }) => id === chosen)?.id ?? offered[0]?.id ?? 'hex';
  const isCut =
    (view.kind === 'text' && view.isCut) || (selected === 'hex' && body.length > HEX_BYTES);
  return (
    <section aria-label="Body" className={styles.bodySection}>
      <div className={styles.bodyActions}>
        <Button
          size="sm"
          icon={<Copy size={13} />}
          onClick={() => void copyText(new TextDecoder().decode(body))}
        >
          Copy
        </Button>
        <Button size="sm" icon={<Download size={13} />} onClick={onSave}>
          Download
        </Button>
      </div>
      <Tabs label="Body" tabs={offered} selected={selected} onSelect={setChosen}>
        {isCut && (
          <p className={styles.note}>
            The beginning of {formatBytes(body.length)}. Download it to see the rest.
          </p>
        )}
        {selected === 'tree' && view.kind === 'json' && (
          <JsonTree value={view.value} marked={marked} />
        )}
        {selected === 'raw' && view.kind !== 'bytes' && (
          <pre className={styles.raw} tabIndex={0}>
            {view.text}
          </pre>
        )}
        {selected === 'hex' && (
          <pre className={styles.hex} tabIndex={0}>
            {hexDump(body.subarray(0, HEX_BYTES))}
          </pre>
        )}
      </Tabs>
    </section>
  );
}
