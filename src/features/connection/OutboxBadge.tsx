import { HardDriveUpload, TriangleAlert } from 'lucide-react';
import { Badge } from '../../components/Badge.tsx';
import { useOutbox } from '../../hooks/index.ts';
import { describeOutbox } from './describeOutbox.ts';

/** What waits to be sent, and a warning when it can't be kept. Nothing while all is well. */
export function OutboxBadge() {
  const { queued, title, warning } = describeOutbox(useOutbox());
  return (
    <>
      {warning !== null && (
        <span role="alert" title={warning}>
          <Badge tone="warning" icon={<TriangleAlert size={14} aria-hidden="true" />}>
            Not saved
            <span className="visually-hidden">. {warning}</span>
          </Badge>
        </span>
      )}
      {queued !== null && (
        <span title={title}>
          <Badge icon={<HardDriveUpload size={14} aria-hidden="true" />}>{queued}</Badge>
        </span>
      )}
    </>
  );
}
