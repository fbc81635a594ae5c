import { Button } from './Button.tsx';

export interface OlderButtonProps {
  /** Whether there is something older to read. */
  older: 'none' | 'some' | 'loading';
  onLoadOlder: () => void;
  /** Such as "builds". */
  what: string;
}

/** Reads further back; nothing where all has been read. */
export function OlderButton({ older, onLoadOlder, what }: OlderButtonProps) {
  if (older === 'none') return null;
  return (
    <Button size="sm" pending={older === 'loading'} onClick={onLoadOlder}>
      Load older {what}
    </Button>
  );
}
