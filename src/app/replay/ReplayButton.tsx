import { Rewind } from 'lucide-react';
import { use } from 'react';
import { Button } from '../../components/controls/Button.tsx';
import type { TimeRange } from '../../lib/messaging/index.ts';
import { REPLAY_BUTTON, ReplayOfferContext } from './replayOffer.ts';

/** @param range what it replays, asked when it is pressed */
export function ReplayButton({ range }: { range: () => Promise<TimeRange> }) {
  const offer = use(ReplayOfferContext);
  if (offer === null) return null;
  return (
    <Button
      id={REPLAY_BUTTON}
      size="sm"
      variant="ghost"
      icon={<Rewind size={14} />}
      title="Replay what happened here"
      aria-label="Replay"
      onClick={() => void range().then(offer)}
    >
      <span className="hidden-when-narrow">Replay</span>
    </Button>
  );
}
