import type { ConnectionContext } from '../clientInternals.ts';
import type { Clock } from '../clock.ts';
import type { Driver } from '../connection/driver.ts';
import type { Ask } from '../history/jetstream.ts';

export function fakeContext(
  clock: Clock,
  ask: Ask,
  driver: () => Driver | null,
): ConnectionContext {
  let names = 0;
  const newName = () => `c${names++}`;
  return {
    clock,
    ask,
    driver,
    onLost: () => () => {},
    newName,
    newInbox: () => `_INBOX.me.${newName()}`,
  };
}
