import { FileDown, FolderTree, Pause, Play, Send, Trash2 } from 'lucide-react';
import { lazy, useEffect, useEffectEvent, useState } from 'react';
import { Button } from '../../components/controls/Button.tsx';
import { IconButton } from '../../components/controls/IconButton.tsx';
import { Banner } from '../../components/feedback/Banner.tsx';
import { Lazily } from '../../components/feedback/Lazily.tsx';
import { PaneSkeleton } from './PaneSkeleton.tsx';
import { saveFile } from '../../components/saveFile.ts';
import { formatCount, plural } from '../../components/time/format.ts';
import { cx } from '../../components/cx.ts';
import type { MessageFilter, ParsedFilter } from '../../lib/inspect/filter.ts';
import { noFilter } from '../../lib/inspect/filter.ts';
import type { KeptMessage } from '../../lib/inspect/message.ts';
import { toNdjson } from '../../lib/inspect/ndjson.ts';
import type { Catalog, Commands } from '../../lib/messaging/index.ts';
import { MessageDetail } from './detail/MessageDetail.tsx';
import { branchOf, FilterBar, withSubject } from './FilterBar.tsx';
import styles from './Inspector.module.css';
import { MessageGrid } from './list/MessageGrid.tsx';
import { NoMessages } from './NoMessages.tsx';
import type { SendDraft } from './publish/draft.ts';
import { SubjectTreePanel } from './tree/SubjectTreePanel.tsx';
import { type MessageSource, useInspector } from './useInspector.ts';
import { describeShown } from './words.ts';

// With the schemas: only who sends needs them.
const SendPanel = lazy(async () => ({
  default: (await import('./publish/SendPanel.tsx')).SendPanel,
}));

export interface MessagesViewProps {
  catalog: Catalog;
  commands: Commands;
  pattern: string;
  /** Why the pattern can't be read. */
  problem: string | null;
  source: MessageSource;
  streams: readonly string[];
  types: readonly string[];
  /** Patterns that can be read. */
  suggestions: readonly string[];
  onPattern: (pattern: string) => void;
  onSource: (source: MessageSource) => void;
  isConnected: boolean;
  filterText: string;
  parsed: ParsedFilter;
  filter: MessageFilter;
  onFilter: (text: string) => void;
  /** The catalog's entry that the form is for; '' for none. */
  tried: string;
  onTried: (name: string) => void;
}

/** What is beside the list. */
type Pane =
  | { readonly kind: 'none' }
  | { readonly kind: 'message'; readonly message: KeptMessage }
  | { readonly kind: 'send'; readonly draft: SendDraft };

const restForAFrame = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

/** The messages of one pattern and source: tree, list and what is beside it. */
export function MessagesView(props: MessagesViewProps) {
  const { catalog, pattern, problem, source, streams, filter, filterText, onFilter } = props;
  const { inspector, snapshot, state, act } = useInspector(
    catalog,
    problem === null ? pattern : '_',
    source,
  );
  const [pane, setPane] = useState<Pane>(() =>
    props.tried === ''
      ? { kind: 'none' }
      : { kind: 'send', draft: { kind: 'entry', name: props.tried } },
  );
  const [showsTree, setShowsTree] = useState(false);
  const [isExporting, setIsExporting] = useState(false);
  const applyFilter = useEffectEvent(() => act((one) => one.setFilter(filter)));
  useEffect(() => applyFilter(), [filter, inspector]);

  const isPaused = snapshot.view.kind === 'paused';
  const isLive = source.kind === 'live';
  const pause = () => act((one) => one.pause());
  const close = () => {
    setPane({ kind: 'none' });
    if (props.tried !== '') props.onTried('');
  };
  const exportShown = async () => {
    setIsExporting(true);
    try {
      const blob = await toNdjson(
        inspector.shown(),
        (message) => inspector.labelOf(message),
        restForAFrame,
      );
      saveFile(blob, `${pattern.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-|-$/g, '')}.ndjson`);
    } finally {
      setIsExporting(false);
    }
  };
  const nothing = snapshot.rows === 0 ? 'there are no messages' : null;
  return (
    <>
      <div className={styles.tools}>
        <FilterBar text={filterText} parsed={props.parsed} types={props.types} onText={onFilter} />
        <div className={styles.actions}>
          <IconButton
            size="md"
            label="Subject tree"
            className={styles.treeToggle}
            icon={FolderTree}
            pressed={showsTree}
            onClick={() => setShowsTree(!showsTree)}
          />
          {isLive && (
            <Button
              icon={isPaused ? <Play size={14} /> : <Pause size={14} />}
              onClick={isPaused ? () => act((one) => one.resume()) : pause}
            >
              {isPaused ? 'Resume' : 'Pause'}
            </Button>
          )}
          <IconButton
            size="md"
            label="Clear"
            icon={Trash2}
            unavailable={snapshot.messages === 0 ? 'there are no messages' : null}
            onClick={() => act((one) => one.clear())}
          />
          <IconButton
            size="md"
            label="Export as NDJSON"
            icon={FileDown}
            unavailable={isExporting ? 'the export is being made' : nothing}
            onClick={() => void exportShown()}
          />
          <Button
            icon={<Send size={14} />}
            aria-pressed={pane.kind === 'send'}
            onClick={() =>
              pane.kind === 'send'
                ? close()
                : setPane({ kind: 'send', draft: { kind: 'pattern', pattern } })
            }
          >
            Send…
          </Button>
        </div>
      </div>
      {!props.isConnected && problem === null && state.kind !== 'failed' && (
        <Banner tone="warning">
          No connection. {isLive ? 'Messages that are sent meanwhile are missed.' : ''}
        </Banner>
      )}
      {snapshot.view.kind === 'paused' && snapshot.view.gone > 0 && (
        <Banner
          action={
            streams[0] === undefined ? undefined : (
              <Button
                size="sm"
                onClick={() =>
                  props.onSource({ kind: 'stream', stream: streams[0] ?? '', before: null })
                }
              >
                Read {streams[0]}
              </Button>
            )
          }
        >
          {plural(snapshot.view.gone, 'message')} of this view{' '}
          {snapshot.view.gone === 1 ? 'is' : 'are'} no longer kept: newer ones took their place.
        </Banner>
      )}
      <div className={cx(styles.panes, pane.kind !== 'none' && styles.withPane)}>
        <div className={cx(styles.tree, showsTree && styles.treeShown)}>
          <SubjectTreePanel
            inspector={inspector}
            selected={branchOf(props.parsed)}
            onSelect={(path) => onFilter(withSubject(filterText, path))}
          />
        </div>
        <section className={styles.list} aria-label="Messages of the subject">
          <p className={styles.counts}>
            <span data-testid="shown">{describeShown(snapshot)}</span>
            {filter !== noFilter && filterText !== '' && (
              <span>{plural(snapshot.rows, 'match', 'matches')}</span>
            )}
            {snapshot.unfiltered > 0 && <span>{formatCount(snapshot.unfiltered)} to look at</span>}
            {snapshot.view.kind === 'paused' && (
              <span className={styles.paused}>
                Paused · {formatCount(snapshot.view.newer)} newer
              </span>
            )}
            {state.kind === 'read' && (
              <span className={styles.pages}>
                <Button
                  size="sm"
                  unavailable={state.older === null ? 'Nothing older is stored' : null}
                  onClick={() => {
                    if (state.older !== null && source.kind === 'stream') {
                      props.onSource({ ...source, before: state.older });
                    }
                  }}
                >
                  Older
                </Button>
                <Button
                  size="sm"
                  onClick={() => {
                    if (source.kind === 'stream') props.onSource({ ...source, before: null });
                  }}
                >
                  Latest
                </Button>
              </span>
            )}
          </p>
          <div className={cx(styles.grid, snapshot.rows === 0 && styles.gridEmpty)}>
            <MessageGrid
              inspector={inspector}
              snapshot={snapshot}
              isStored={!isLive}
              selected={pane.kind === 'message' ? pane.message : null}
              onSelect={(message) => setPane({ kind: 'message', message })}
              onLeaveEnd={() => {
                if (isLive && !isPaused && snapshot.rows > 0) pause();
              }}
            />
          </div>
          {snapshot.rows === 0 || state.kind === 'failed' || problem !== null ? (
            <NoMessages
              {...{ pattern, problem, state, streams, source }}
              isFiltered={snapshot.messages > 0 && snapshot.unfiltered === 0}
              onClearFilter={() => onFilter('')}
              onSource={props.onSource}
              suggestions={props.suggestions}
              onPattern={props.onPattern}
            />
          ) : null}
        </section>
        {pane.kind === 'message' && (
          <div className={styles.aside}>
            <MessageDetail
              message={pane.message}
              verdict={inspector.verdictOf(pane.message)}
              onClose={close}
              onSendAgain={() =>
                setPane({ kind: 'send', draft: { kind: 'message', message: pane.message } })
              }
            />
          </div>
        )}
        {pane.kind === 'send' && (
          <div className={styles.aside}>
            <Lazily what="The form" fallback={<PaneSkeleton />}>
              <SendPanel
                catalog={catalog}
                commands={props.commands}
                draft={pane.draft}
                onEntry={props.onTried}
                onClose={close}
              />
            </Lazily>
          </div>
        )}
      </div>
    </>
  );
}
