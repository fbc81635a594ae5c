import { describe, expect, it, vi } from 'vitest';
import { createListeners } from './listeners.ts';

describe('createListeners', () => {
  it('notifies all of them, even if one throws', () => {
    const onError = vi.fn<(error: unknown) => void>();
    const listeners = createListeners<[number]>(onError);
    const seen: number[] = [];
    listeners.add(() => {
      throw new Error('mine');
    });
    listeners.add((n) => seen.push(n));
    listeners.notify(3);
    expect(seen).toEqual([3]);
    expect(onError).toHaveBeenCalledTimes(1);
  });

  it('counts the same function as often as it was added', () => {
    const listeners = createListeners<[]>(() => {});
    const listener = vi.fn<() => void>();
    const undo = listeners.add(listener);
    listeners.add(listener);
    listeners.notify();
    undo();
    undo();
    listeners.notify();
    expect(listener).toHaveBeenCalledTimes(3);
  });
});
