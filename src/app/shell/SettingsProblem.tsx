import { ErrorState } from '../../components/feedback/ErrorState.tsx';
import { WholePage } from './WholePage.tsx';

/** Replaces the whole page when it can't know where to connect. */
export function SettingsProblem({ problems }: { problems: readonly string[] }) {
  return (
    <WholePage>
      <ErrorState title="Slate is not set up right">
        {problems.map((problem) => (
          <p key={problem}>{problem}.</p>
        ))}
        <p>Put it right where the page is built or served, then reload.</p>
      </ErrorState>
    </WholePage>
  );
}
