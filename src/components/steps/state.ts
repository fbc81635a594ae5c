import {
  Ban,
  Circle,
  CircleCheck,
  CircleDashed,
  CircleMinus,
  CircleX,
  LoaderCircle,
  type LucideIcon,
  TriangleAlert,
  Unplug,
} from 'lucide-react';

/** See styles/tokens.css. */
export type Tone = 'running' | 'passed' | 'failed' | 'warning' | 'idle';

interface Look {
  readonly word: string;
  readonly tone: Tone;
  readonly Icon: LucideIcon;
}

/** Never by colour alone. */
export const stateLooks = {
  queued: { word: 'Queued', tone: 'idle', Icon: CircleDashed },
  pending: { word: 'Pending', tone: 'idle', Icon: CircleDashed },
  running: { word: 'Running', tone: 'running', Icon: LoaderCircle },
  completed: { word: 'Completed', tone: 'passed', Icon: CircleCheck },
  passed: { word: 'Passed', tone: 'passed', Icon: CircleCheck },
  failed: { word: 'Failed', tone: 'failed', Icon: CircleX },
  cancelling: { word: 'Cancelling…', tone: 'warning', Icon: LoaderCircle },
  cancelled: { word: 'Cancelled', tone: 'idle', Icon: Ban },
  skipped: { word: 'Skipped', tone: 'idle', Icon: CircleMinus },
  stalled: { word: 'Stalled', tone: 'warning', Icon: TriangleAlert },
  lost: { word: 'Lost', tone: 'failed', Icon: Unplug },
  'lost-contact': { word: 'Lost contact', tone: 'warning', Icon: Unplug },
  stopped: { word: 'Stopped', tone: 'idle', Icon: CircleMinus },
  idle: { word: 'Idle', tone: 'idle', Icon: Circle },
} as const satisfies Record<string, Look>;

export type State = keyof typeof stateLooks;
