import { useMemo } from 'react';
import { Button } from '../Button.tsx';
import { copyText } from '../copyText.ts';
import { Dialog } from '../Dialog.tsx';
import { formatBytes, formatCount } from '../format.ts';
import { plainText } from './controls.ts';
import styles from './LongLine.module.css';
import type { LongLineContent } from './rows.ts';

/** Characters per block. Blocks out of sight are not laid out, so a megabyte opens at once. */
const BLOCK = 8_000;

export interface LongLineProps {
  /** Null closes it. */
  line: LongLineContent | null;
  onClose: () => void;
}

/** The whole of a line that is too long for the log. */
export function LongLine({ line, onClose }: LongLineProps) {
  const text = useMemo(() => (line === null ? '' : plainText(line.message)), [line]);
  const blocks: string[] = [];
  for (let at = 0; at < text.length; at += BLOCK) blocks.push(text.slice(at, at + BLOCK));
  return (
    <Dialog
      wide
      open={line !== null}
      onClose={onClose}
      title={line === null ? '' : `Line ${formatCount(line.number)} · ${formatBytes(text.length)}`}
      footer={<Button onClick={() => void copyText(text)}>Copy this line</Button>}
    >
      <div className={styles.text}>
        {blocks.map((block, i) => (
          // Blocks never move
          <div key={i} className={styles.block}>
            {block}
          </div>
        ))}
      </div>
    </Dialog>
  );
}
