import { lazy } from 'react';
import { Lazily } from '../../components/feedback/Lazily.tsx';
import { LogPlaceholder } from './LogPlaceholder.tsx';
import styles from './LogPlaceholder.module.css';
import type { LogViewProps } from './logViewProps.ts';

const LogView = lazy(async () => ({ default: (await import('./LogView.tsx')).LogView }));

export function LazyLogView(props: LogViewProps) {
  return (
    <Lazily
      what="The log"
      fallback={
        <div className={styles.fetching}>
          <LogPlaceholder loading text="" />
        </div>
      }
    >
      <LogView {...props} />
    </Lazily>
  );
}
