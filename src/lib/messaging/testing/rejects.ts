import { expect } from 'vitest';

/** Await it after doing what causes the rejection. */
export async function rejects(promise: Promise<unknown>, shape: object): Promise<void> {
  await expect(promise).rejects.toMatchObject(shape);
}
