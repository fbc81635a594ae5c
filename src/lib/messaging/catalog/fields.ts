import * as z from 'zod/mini';
import { isToken } from './subjects.ts';

export const token = z.string().check(z.refine(isToken));

/** What a Date can hold; formatting a later time would throw. */
const MAX_TIME_MS = 8.64e15;

/** Milliseconds since the epoch. */
export const time = z.number().check(z.gte(0), z.lte(MAX_TIME_MS));

/** Grows with every change of a stored record. */
export const revision = z.number().check(z.int(), z.gte(0));

export const count = z.number().check(z.gte(0));
