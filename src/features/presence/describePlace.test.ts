import { expect, it } from 'vitest';
import { describePlace } from './describePlace.ts';

it.each([
  [
    { view: 'Build #12', location: { page: 'log', buildId: 'b', line: 430 } },
    'Build #12 · log line 430',
  ],
  [{ view: 'Build #12', location: { page: 'build', buildId: 'b' } }, 'Build #12'],
  [{ view: null, location: { page: 'runtime', line: 3 } }, 'Process · log line 3'],
  [{ view: 'Files', location: { page: 'files', path: 'src/a.ts', line: 9 } }, 'src/a.ts · line 9'],
  [{ view: null, location: { page: 'whiteboard\u202e' } }, 'whiteboard'],
  [{ view: null, location: { page: 'constructor' } }, 'constructor'],
  [{ view: 'Project', location: null }, 'Project'],
  [{ view: null, location: null }, 'Here'],
])('%j reads “%s”', (person, words) => {
  expect(describePlace(person)).toBe(words);
});
