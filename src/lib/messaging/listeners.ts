export interface Listeners<Args extends readonly unknown[]> {
  add(listener: (...args: Args) => void): () => void;
  notify(...args: Args): void;
}

/** @param onError called when a listener throws; the others are still called */
export function createListeners<Args extends readonly unknown[]>(
  onError: (error: unknown) => void,
): Listeners<Args> {
  const listeners = new Set<{ readonly call: (...args: Args) => void }>();
  return {
    add(listener) {
      const entry = { call: listener };
      listeners.add(entry);
      return () => {
        listeners.delete(entry);
      };
    },
    notify(...args) {
      for (const listener of [...listeners]) {
        try {
          listener.call(...args);
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}
