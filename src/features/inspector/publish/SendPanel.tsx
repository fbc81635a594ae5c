import { X } from 'lucide-react';
import { useMemo, useState, useSyncExternalStore } from 'react';
import { Button } from '../../../components/controls/Button.tsx';
import { IconButton } from '../../../components/controls/IconButton.tsx';
import { TextField } from '../../../components/controls/TextField.tsx';
import { Banner } from '../../../components/feedback/Banner.tsx';
import { useMessaging } from '../../../hooks/index.ts';
import type { Catalog, Commands, RawMessage } from '../../../lib/messaging/index.ts';
import { exampleFor } from '../../../lib/schema/index.ts';
import type { SendDraft } from './draft.ts';
import {
  type Composed,
  composeEntry,
  findEntry,
  schemaOf,
  type SendEntry,
  sendEntries,
  type Sender,
} from './entries.ts';
import { EntryForm } from './EntryForm.tsx';
import { Outcome } from './Outcome.tsx';
import { type ParsedRaw, parseRaw, rawOf, type RawText } from './rawMessage.ts';
import { sentHistory } from './sentHistory.ts';
import { SentList } from './SentList.tsx';
import styles from './SendPanel.module.css';
import { TextArea } from './TextArea.tsx';
import { useSend } from './useSend.ts';

const RAW = '';
const DEFAULT_TIMEOUT_S = 5;
const noRaw: RawText = { subject: '', headers: '', body: '{}' };

export interface SendPanelProps {
  catalog: Catalog;
  commands: Commands;
  draft: SendDraft;
  /** Another entry was chosen; '' for none. */
  onEntry: (name: string) => void;
  onClose: () => void;
}

/** Publishes and asks: by a form for what a catalog knows, or as it is written. */
export function SendPanel({ catalog, commands, draft, onEntry, onClose }: SendPanelProps) {
  const { userId } = useMessaging();
  const entries = useMemo(() => sendEntries(catalog, commands), [catalog, commands]);
  const [entry, setEntry] = useState<SendEntry | null>(() =>
    draft.kind === 'entry' ? findEntry(catalog, commands, draft.name) : null,
  );
  const [raw, setRaw] = useState<RawText>(() => rawFor(draft));
  const [ids, setIds] = useState<Readonly<Record<string, string>>>({});
  const [value, setValue] = useState<unknown>(undefined);
  const [timeout, setTimeoutText] = useState(String(DEFAULT_TIMEOUT_S));
  const { send, sending, last } = useSend();
  const sent = useSyncExternalStore(sentHistory.subscribe, sentHistory.get);
  const unknownEntry = draft.kind === 'entry' && entry === null ? draft.name : null;

  const compose = (sender: Sender) =>
    entry ? composeEntry(catalog, entry, ids, value, sender) : parseRaw(raw);
  const [preview] = useState(() => stamp(userId));
  const composed = compose(preview);
  const problem = composed.ok ? null : composed.problem;
  const isUnfinished = !composed.ok && composed.isUnfinished === true;
  const messages = messagesOf(composed);
  const timeoutMs = Math.min(600, Math.max(0.1, Number(timeout) || DEFAULT_TIMEOUT_S)) * 1_000;
  const [first] = messages;
  const choose = (name: string) => {
    setEntry(findEntry(catalog, commands, name));
    setIds({});
    setValue(undefined);
    onEntry(name);
  };
  const editAsRaw = () => {
    if (!first || !composed.ok || !('body' in composed)) return;
    setRaw({ ...noRaw, subject: first.subject, body: JSON.stringify(composed.body, null, 2) });
    choose(RAW);
  };
  return (
    <section className={styles.panel} aria-label="Send a message">
      <header className={styles.head}>
        <h2>Send a message</h2>
        <IconButton label="Close the form" icon={X} onClick={onClose} />
      </header>
      <div className={styles.content}>
        {unknownEntry !== null && (
          <Banner tone="warning">No open catalog has “{unknownEntry}”.</Banner>
        )}
        {draft.kind === 'message' && rawOf(draft.message) === null && (
          <Banner tone="warning">The body is bytes, which can’t be written here.</Banner>
        )}
        <label className={styles.choice}>
          <span className={styles.label}>What to send</span>
          <select
            className={styles.select}
            value={entry?.name ?? RAW}
            onChange={({ target }) => choose(target.value)}
          >
            <option value={RAW}>A raw message</option>
            {(['event', 'command'] as const).map((kind) => (
              <optgroup key={kind} label={kind === 'event' ? 'Events' : 'Commands'}>
                {entries
                  .filter((one) => one.kind === kind)
                  .map(({ name }) => (
                    <option key={name} value={name}>
                      {name}
                    </option>
                  ))}
              </optgroup>
            ))}
          </select>
        </label>
        {entry ? (
          <>
            <EntryForm {...{ entry, ids, value }} onIds={setIds} onValue={setValue} />
            <p className={styles.links}>
              <Button
                size="sm"
                variant="ghost"
                onClick={() => setValue(exampleFor(schemaOf(entry)).value)}
              >
                Fill in an example
              </Button>
              <Button
                size="sm"
                variant="ghost"
                unavailable={composed.ok ? null : 'Some fields are missing'}
                onClick={editAsRaw}
              >
                Edit as raw
              </Button>
            </p>
          </>
        ) : (
          <>
            <TextField
              label="Send to"
              className={styles.mono}
              value={raw.subject}
              placeholder="slate.collab.presence.p1"
              spellCheck={false}
              autoComplete="off"
              onChange={({ target }) => setRaw({ ...raw, subject: target.value })}
            />
            <TextArea
              label="Headers"
              rows={2}
              placeholder="Name: value"
              value={raw.headers}
              onChange={(headers) => setRaw({ ...raw, headers })}
            />
            <TextArea
              label="Body"
              rows={8}
              value={raw.body}
              onChange={(body) => setRaw({ ...raw, body })}
            />
          </>
        )}
        <SentList
          sent={sent}
          onUse={(again) => {
            setRaw(again.raw);
            choose(RAW);
          }}
        />
      </div>
      <footer className={styles.footer}>
        {problem !== null ? (
          <p className={isUnfinished ? styles.hint : styles.problem}>{problem}</p>
        ) : (
          <p className={styles.hint}>To {messages.map(({ subject }) => subject).join(' and ')}</p>
        )}
        <div className={styles.send}>
          {entry?.kind !== 'command' && (
            <Button
              variant="primary"
              pending={sending === 'publish'}
              unavailable={problem}
              onClick={() =>
                send({ kind: 'publish', messages: messagesOf(compose(stamp(userId))) })
              }
            >
              Publish
            </Button>
          )}
          {entry?.kind !== 'event' && (
            <>
              <Button
                variant={entry ? 'primary' : 'secondary'}
                pending={sending === 'request'}
                unavailable={problem}
                onClick={() => first && send({ kind: 'request', message: first, timeoutMs })}
              >
                Request
              </Button>
              <label className={styles.timeout}>
                <span>Timeout, seconds</span>
                <input
                  className={styles.number}
                  type="number"
                  min={0.1}
                  max={600}
                  step="any"
                  value={timeout}
                  onChange={({ target }) => setTimeoutText(target.value)}
                />
              </label>
            </>
          )}
        </div>
        {last && <Outcome sent={last} entry={entry} />}
      </footer>
    </section>
  );
}

/** Each message has a time and an id of its own. */
const stamp = (userId: string): Sender => ({
  ...{ userId, now: Date.now(), id: crypto.randomUUID() },
});

function messagesOf(composed: Composed | ParsedRaw): readonly RawMessage[] {
  if (!composed.ok) return [];
  return 'message' in composed ? [composed.message] : composed.messages;
}

function rawFor(draft: SendDraft): RawText {
  switch (draft.kind) {
    case 'entry':
      return noRaw;
    case 'pattern':
      return { ...noRaw, subject: draft.pattern.replace(/[*>].*$/, '') };
    case 'message':
      return rawOf(draft.message) ?? { ...noRaw, subject: draft.message.subject };
  }
}
