import { lazy } from 'react';
import { CloudOff, LogIn, Radio, RefreshCw, Unplug, Zap } from 'lucide-react';
import { Badge } from '../../components/feedback/Badge.tsx';
import { Button } from '../../components/controls/Button.tsx';
import { Popover } from '../../components/Popover.tsx';
import { useConnection, useMetrics } from '../../hooks/index.ts';
import styles from './ConnectionBadge.module.css';
import { describeConnection } from './describeConnection.ts';
import { describeDropped } from './describeDropped.ts';
import { useNow } from '../../components/time/useNow.ts';

const icons = {
  live: Radio,
  connecting: Zap,
  reconnecting: RefreshCw,
  offline: CloudOff,
  'signed-out': LogIn,
  closed: Unplug,
} as const;

const ConnectionDetails = lazy(async () => ({
  default: (await import('./ConnectionDetails.tsx')).ConnectionDetails,
}));

const METRICS_MS = 2_000;

/** The connection's state, the attempt, the next retry, and "Retry now". */
export function ConnectionBadge() {
  const connection = useConnection();
  const now = useNow(connection.status !== 'live');
  const { word, tone, detail, title, canRetry } = describeConnection(connection, now);
  const dropped = describeDropped(useMetrics(METRICS_MS));
  const Icon = icons[connection.status];
  return (
    <div className={styles.connection}>
      <span
        role="status"
        aria-label="Connection"
        title={dropped === null ? title : `${title}\n${dropped}`}
      >
        <Popover
          label="Connection details"
          className={styles.button}
          trigger={
            <Badge tone={tone} icon={<Icon size={14} aria-hidden="true" />}>
              {word}
              {/* Read out once per state, not once per second. */}
              {detail !== null && (
                <span className={styles.detail} aria-hidden="true">
                  {` · ${detail}`}
                </span>
              )}
            </Badge>
          }
        >
          <ConnectionDetails />
        </Popover>
      </span>
      {canRetry && (
        <Button size="sm" variant="ghost" onClick={connection.retryNow}>
          Retry now
        </Button>
      )}
    </div>
  );
}
