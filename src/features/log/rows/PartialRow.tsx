import { cx } from '../../../components/cx.ts';
import { parseLine } from '../../../lib/terminal/ansi.ts';
import { LogText } from './LogText.tsx';
import styles from '../LogView.module.css';

/** The last line before it has ended; it has no number yet. */
export function PartialRow({ text }: { text: string }) {
  const { segments, isCut } = parseLine(text);
  return (
    <div className={cx(styles.row, styles.partial)} data-partial="">
      <span className={styles.text}>
        <LogText segments={segments} />
        {isCut && '…'}
      </span>
    </div>
  );
}
