import assert from 'node:assert/strict';
import { test } from 'node:test';
import { work } from '../src/jobs.js';

test('takes numbers apart', () => {
  assert.equal(work(1), '1 = 1');
  assert.equal(work(12), '12 = 2 × 2 × 3');
  assert.equal(work(97), '97 = 97');
});

test('refuses what is no job', () => {
  assert.throws(() => work(0), RangeError);
});
