import { Banner } from '../../components/feedback/Banner.tsx';
import { Button } from '../../components/controls/Button.tsx';
import { assertNever } from '../../lib/assertNever.ts';
import type { Gap, ViewStatus } from '../../lib/messaging/index.ts';

export interface ViewProblemProps {
  status: ViewStatus;
  /** Such as "The builds". */
  what: string;
}

/** Says that a view has failed, with a retry, or that it lacks events. */
export function ViewProblem({ status, what }: ViewProblemProps) {
  if (status.phase === 'failed') {
    return (
      <Banner
        tone="error"
        action={
          <Button size="sm" onClick={status.retry}>
            Try again
          </Button>
        }
      >
        {what} can’t be read: {status.error.message}
      </Banner>
    );
  }
  if (status.gap === null) return null;
  return (
    <Banner tone="info">
      {what} may be incomplete: {describeGap(status.gap)}.
    </Banner>
  );
}

function describeGap({ reason }: Gap): string {
  switch (reason) {
    case 'expired':
      return 'the server has removed events that this page had not read';
    case 'stream-recreated':
      return 'the server’s history was recreated, and what was in it before is gone';
    case 'offline-without-history':
      return 'the connection was lost for a while, and the server keeps no history';
    default:
      return assertNever(reason);
  }
}
