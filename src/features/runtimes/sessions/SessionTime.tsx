import { Duration } from '../../../components/time/Duration.tsx';
import { RelativeTime } from '../../../components/time/RelativeTime.tsx';
import { useNow } from '../../../components/time/useNow.ts';
import type { Session } from '../model.ts';

export interface SessionTimeProps {
  session: Session;
  /** A silent one has an unknown duration. */
  isHeard: boolean;
}

/** How long a session runs or ran, or when it last sent something. */
export function SessionTime({ session, isHeard }: SessionTimeProps) {
  const { status, startedAt, endedAt, receivedAt } = session;
  const running = status === 'running';
  const now = useNow(running && isHeard);
  if (running && !isHeard) {
    return (
      <span>
        last seen <RelativeTime time={receivedAt} />
      </span>
    );
  }
  if (startedAt === null) return null;
  return (
    <span>
      {running ? 'up ' : 'ran '}
      <Duration ms={Math.max(0, (endedAt ?? now) - startedAt)} ticking={running} />
    </span>
  );
}
