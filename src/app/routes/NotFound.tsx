import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { EmptyState } from '../../components/EmptyState.tsx';

export function NotFound() {
  return (
    <EmptyState
      icon={<Compass size={20} />}
      title="There is no such page"
      action={<Link to="/">Go to projects</Link>}
    >
      The address may be mistyped, or this part is not built yet.
    </EmptyState>
  );
}
