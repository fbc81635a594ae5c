import { Banner } from '../components/Banner.tsx';
import { Button } from '../components/Button.tsx';
import type { ViewStatus } from '../lib/messaging/index.ts';

export interface ViewProblemProps {
  status: ViewStatus;
  /** What can't be read, e.g. "The builds". */
  what: string;
}

/** Says that a view has failed and offers to read it again; nothing while it has not. */
export function ViewProblem({ status, what }: ViewProblemProps) {
  if (status.phase !== 'failed') return null;
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
