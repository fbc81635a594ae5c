import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { EmptyState } from '../../components/feedback/EmptyState.tsx';
import { Page } from '../shell/Page.tsx';

export function NotFound() {
  return (
    <Page crumbs={[{ text: 'Not found' }]} title="Not found">
      <EmptyState
        icon={<Compass size={20} />}
        title="Page not found"
        action={<Link to="/">Go to projects</Link>}
      >
        The address may be mistyped.
      </EmptyState>
    </Page>
  );
}
