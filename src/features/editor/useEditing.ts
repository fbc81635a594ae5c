import { useEffect, useState, useSyncExternalStore } from 'react';
import { useLatest, useMessaging } from '../../hooks/index.ts';
import type { EditingView } from '../../lib/editing/clientTypes.ts';
import { EditingClient } from '../../lib/editing/EditingClient.ts';
import { systemClock } from '../../lib/messaging/index.ts';
import { createCopyStore } from './copyStore.ts';
import { createEditorTransport } from './editorTransport.ts';

export interface Editing {
  readonly client: EditingClient;
  readonly view: EditingView;
}

/**
 * One open file, kept in step with the agent while the component is there. What is typed survives a
 * reload and an outage in this browser's storage.
 * @returns null before the first effect
 */
export function useEditing(
  projectId: string,
  fileId: string,
  path: string,
  userName: string,
): Editing | null {
  const latest = useLatest({ path, userName });
  const messaging = useMessaging();
  const [client, setClient] = useState<EditingClient | null>(null);

  useEffect(() => {
    const { userId } = messaging;
    const next = new EditingClient({
      transport: createEditorTransport(messaging, projectId, fileId, () => latest.current.userName),
      clock: systemClock,
      newId: () => crypto.randomUUID(),
      newClientId: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
      store: createCopyStore({ userId, projectId, fileId }, () => latest.current.path),
    });
    setClient(next);
    void next.start();
    return () => {
      next.close();
      setClient(null);
    };
  }, [messaging, projectId, fileId, latest]);

  const view = useSyncExternalStore(
    client ? client.onChange : subscribeToNothing,
    client ? client.getView : nothing,
  );
  useWarningBeforeLoss(view !== null && mayBeLost(view));
  return client && view ? { client, view } : null;
}

const subscribeToNothing = () => () => {};
const nothing = () => null;

/** Unsent text that the browser's storage does not take is in this tab alone. */
function mayBeLost({ isKept, state }: EditingView): boolean {
  if (isKept) return false;
  return state.status === 'unsaved' || (state.status === 'offline' && state.hasUnsent);
}

function useWarningBeforeLoss(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isNeeded]);
}
