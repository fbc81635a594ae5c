import { expect } from 'vitest';

/** Expects a rejection that looks like `shape`; await it after doing what causes it. */
export async function rejects(promise: Promise<unknown>, shape: object): Promise<void> {
  await expect(promise).rejects.toMatchObject(shape);
}
