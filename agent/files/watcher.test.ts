import { expect, test } from 'vitest';
import { describeWatchError } from './watcher.ts';

test.each([
  ['ENOSPC', /every 30 s only: raise it with “sysctl fs\.inotify\.max_user_watches=\d+”/],
  ['EMFILE', /every 30 s only: raise “ulimit -n”/],
  ['EIO', /can be watched \(broken\), so changes made outside of Slate are seen every 30 s/],
])('a watcher that fails with %s says what follows and what to do', (code, words) => {
  expect(describeWatchError(code, 'broken')).toMatch(words);
});
