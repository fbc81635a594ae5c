import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { Button } from '../../components/controls/Button.tsx';
import { ErrorState } from '../../components/feedback/ErrorState.tsx';
import { Page } from './Page.tsx';

/** Replaces a page that failed; the shell stays. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Page crumbs={[{ text: 'Projects', to: '/' }, { text: 'Error' }]} title="Error">
      <ErrorState
        title="Something went wrong"
        detail={detailOf(error)}
        action={
          <>
            <Button onClick={again}>Try again</Button>
            <Button onClick={() => location.reload()}>Reload</Button>
          </>
        }
      >
        Nothing is lost: builds and processes go on, and what they report is kept. If it fails
        again, reload the page.
      </ErrorState>
    </Page>
  );
}

/** What a report should include. */
export function detailOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
