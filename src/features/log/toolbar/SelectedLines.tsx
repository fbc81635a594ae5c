import { Check, Copy, Link, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../../../components/controls/Button.tsx';
import { formatCount } from '../../../components/time/format.ts';
import { IconButton } from '../../../components/controls/IconButton.tsx';
import styles from './SelectedLines.module.css';

export interface SelectedLinesProps {
  /** Line numbers; 0 while unknown. */
  first: number;
  last: number;
  isRange: boolean;
  /** @throws where the browser does not allow it */
  onCopy: () => Promise<void>;
  /** Null where the address does not hold the lines. */
  onCopyLink: (() => Promise<void>) | null;
  onClear: () => void;
}

type Done = 'copied' | 'linked' | 'failed';

export function SelectedLines(props: SelectedLinesProps) {
  const { first, last, isRange } = props;
  const [done, setDone] = useState<Done | null>(null);
  useEffect(() => {
    if (done === null) return;
    const timer = setTimeout(() => setDone(null), 2000);
    return () => clearTimeout(timer);
  }, [done]);
  const run = (work: () => Promise<void>, result: Done) => {
    work().then(
      () => setDone(result),
      () => setDone('failed'),
    );
  };
  const name = isRange ? 'Lines' : 'Line';
  const numbers = isRange ? `${shown(first)}–${shown(last)}` : shown(first);
  return (
    <div className={styles.bar} role="group" aria-label="Selected lines">
      <span className={styles.name}>{`${name} ${numbers}`}</span>
      {props.onCopyLink !== null && (
        <Button
          size="sm"
          variant="ghost"
          icon={done === 'linked' ? <Check size={14} /> : <Link size={14} />}
          onClick={() => run(props.onCopyLink ?? fail, 'linked')}
        >
          Copy link
        </Button>
      )}
      <Button
        size="sm"
        variant="ghost"
        icon={done === 'copied' ? <Check size={14} /> : <Copy size={14} />}
        onClick={() => run(props.onCopy, 'copied')}
      >
        Copy text
      </Button>
      <span role="status" className={styles.done}>
        {done === 'failed' ? 'The browser did not allow it.' : done === null ? '' : 'Copied'}
      </span>
      <IconButton label="Clear selection" onClick={props.onClear} icon={X} />
    </div>
  );
}

const shown = (number: number) => (number > 0 ? formatCount(number) : '…');
const fail = () => Promise.reject(new Error('nothing to do'));
