import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Page } from '../Page.tsx';

/** Stands for every address that is no page. */
export function NotFound() {
  return (
    <Page crumbs={[{ text: 'Not found' }]} title="Not found">
      <EmptyState
        icon={<Compass size={20} />}
        title="There is no such page"
        action={<Link to="/">Go to projects</Link>}
      >
        The address may be mistyped, or this part is not built yet.
      </EmptyState>
    </Page>
  );
}
