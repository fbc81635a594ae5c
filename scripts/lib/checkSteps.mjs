import { join } from 'node:path';
import { moduleFile, repoRoot } from './paths.mjs';

/** @typedef {import('./steps.mjs').Step} Step */

/** @type {readonly Step[]} */
export const lintSteps = [
  {
    name: 'lint',
    args: [moduleFile('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings'],
  },
  {
    name: 'lanes',
    args: [join(repoRoot, 'scripts', 'lib', 'checkLanes.mjs')],
  },
];

/** Everything that can be said without running the code. @type {readonly Step[]} */
export const checkSteps = [
  { name: 'format', args: [moduleFile('@biomejs/biome/bin/biome'), 'format', '.'] },
  ...lintSteps,
  { name: 'types', args: [moduleFile('typescript/bin/tsc'), '--noEmit'] },
  { name: 'unused code', args: [moduleFile('knip/bin/knip.js')] },
];

/** What each view loads; it builds the page if need be. @type {Step} */
export const bundleStep = {
  name: 'bundle size',
  args: [join(repoRoot, 'scripts', 'lib', 'checkBundle.mjs')],
};
