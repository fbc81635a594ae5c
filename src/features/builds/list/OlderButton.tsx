import { Button } from '../../../components/controls/Button.tsx';
import type { OlderBuilds } from '../model/useBuilds.ts';

export interface OlderButtonProps {
  older: OlderBuilds;
  onLoadOlder: () => void;
}

/** Reads further back; nothing where all has been read. */
export function OlderButton({ older, onLoadOlder }: OlderButtonProps) {
  if (older === 'none') return null;
  return (
    <Button size="sm" pending={older === 'loading'} onClick={onLoadOlder}>
      Load older builds
    </Button>
  );
}
