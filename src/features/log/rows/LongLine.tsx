import { useEffect, useMemo, useRef } from 'react';
import { Button } from '../../../components/controls/Button.tsx';
import { copyText } from '../../../components/controls/copyText.ts';
import { Dialog } from '../../../components/Dialog.tsx';
import { formatBytes, formatCount } from '../../../components/time/format.ts';
import { plainText } from '../../../lib/terminal/controls.ts';
import styles from './LongLine.module.css';
import { LogText } from './LogText.tsx';
import type { LongLineContent } from './rowLayout.ts';
import { markMatches } from '../../../lib/log/search/highlight.ts';
import type { Ranges } from '../../../lib/log/search/pattern.ts';

/** Characters per block. Blocks out of sight are not laid out, so a megabyte opens at once. */
const BLOCK = 8_000;

export interface LongLineProps {
  line: LongLineContent | null;
  onClose: () => void;
}

/** The whole of a line that is too long for the log. */
export function LongLine({ line, onClose }: LongLineProps) {
  const text = useMemo(() => (line === null ? '' : plainText(line.message)), [line]);
  return (
    <Dialog
      wide
      open={line !== null}
      onClose={onClose}
      title={line === null ? '' : `Line ${formatCount(line.number)} · ${formatBytes(text.length)}`}
      footer={<Button onClick={() => void copyText(text)}>Copy this line</Button>}
    >
      <LongText text={text} ranges={line?.ranges ?? []} />
    </Dialog>
  );
}

/** Scrolls its first match into view. */
function LongText({ text, ranges }: { text: string; ranges: Ranges }) {
  const content = useRef<HTMLDivElement>(null);
  useEffect(() => {
    content.current?.querySelector('mark')?.scrollIntoView({ block: 'center' });
  }, [text]);
  const blocks: number[] = [];
  for (let at = 0; at < text.length; at += BLOCK) blocks.push(at);
  return (
    <div ref={content} className={styles.text}>
      {blocks.map((at) => (
        <div key={at} className={styles.block}>
          <LogText segments={markMatches([{ text: text.slice(at, at + BLOCK) }], ranges, at)} />
        </div>
      ))}
    </div>
  );
}
