import { Skeleton } from '../../components/feedback/Skeleton.tsx';
import { Page } from './Page.tsx';

export function PagePending() {
  return (
    <Page crumbs={[{ text: 'Loading…' }]} title="Loading">
      <Skeleton height={120} />
    </Page>
  );
}
