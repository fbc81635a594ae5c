import { afterEach } from 'vitest';

// Testing Library unmounts by itself only where the runner's functions are global.
if (typeof document !== 'undefined') {
  const { cleanup } = await import('@testing-library/react');
  afterEach(cleanup);
}
