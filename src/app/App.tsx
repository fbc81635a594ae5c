import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { Button } from '../components/controls/Button.tsx';
import { ErrorState } from '../components/feedback/ErrorState.tsx';
import { JoinPage } from '../features/identity/JoinPage.tsx';
import { MessagingProvider } from '../hooks/index.ts';
import { detailOf } from './shell/PageError.tsx';
import { router } from './router.tsx';
import { SelfContext } from './SelfContext.ts';
import { openSession, type PageSession } from './session.ts';
import { WholePage } from './shell/WholePage.tsx';

const queryClient = new QueryClient();

export interface AppProps {
  natsUrl: string;
  /** Made before the first render, so that StrictMode makes no second connection. */
  initialSession: PageSession | null;
}

export function App({ natsUrl, initialSession }: AppProps) {
  const [session, setSession] = useState(initialSession);
  if (!session) {
    return <JoinPage onJoin={(identity) => setSession(openSession(identity, natsUrl))} />;
  }
  return (
    <ErrorBoundary FallbackComponent={Broken}>
      <QueryClientProvider client={queryClient}>
        <MessagingProvider client={session.client}>
          <SelfContext value={{ ...session.identity, sessionId: session.tabId }}>
            <RouterProvider router={router} />
          </SelfContext>
        </MessagingProvider>
      </QueryClientProvider>
    </ErrorBoundary>
  );
}

function Broken({ error }: { error: unknown }) {
  return (
    <WholePage>
      <ErrorState
        title="Something went wrong"
        detail={detailOf(error)}
        action={<Button onClick={() => location.reload()}>Reload</Button>}
      >
        Nothing is lost: reload to go on.
      </ErrorState>
    </WholePage>
  );
}
