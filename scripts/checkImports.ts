// Checks who imports whom, by the rules in .dependency-cruiser.cjs. It runs the checker itself, which
// calls it a success to have seen no modules at all.
import { execaSync } from 'execa';
import { moduleFile, repoRoot } from './lib/paths.ts';

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
  readonly cycle?: readonly { readonly name: string }[];
}

interface Summary {
  readonly totalCruised: number;
  readonly violations: readonly Violation[];
  readonly ruleSetUsed: {
    readonly forbidden: readonly { readonly name: string; readonly comment: string }[];
  };
}

const leastModules = 20;
const cruiser = moduleFile('dependency-cruiser/bin/dependency-cruiser.mjs');
const options = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
const sources = ['src', 'agent', 'scripts', 'e2e', 'bench'];
const { stdout, stderr } = execaSync(process.execPath, [cruiser, ...options, ...sources], {
  cwd: repoRoot,
  reject: false,
});
if (!stdout.startsWith('{')) {
  process.stderr.write(`dependency-cruiser failed:\n${stdout}${stderr}\n`);
  process.exit(1);
}
const { totalCruised, violations, ruleSetUsed } = (JSON.parse(stdout) as { summary: Summary })
  .summary;
const reasons = new Map(ruleSetUsed.forbidden.map(({ name, comment }) => [name, comment]));
for (const { rule, from, to, cycle } of violations) {
  const path = cycle ? [from, ...cycle.map(({ name }) => name)] : [from, to];
  process.stdout.write(`${path.join(' → ')}\n  ${rule.name}: ${reasons.get(rule.name) ?? ''}\n`);
}
process.stdout.write(`${totalCruised} modules, ${violations.length} imports against the rules\n`);
if (totalCruised < leastModules)
  process.stdout.write('Too few modules: the rules did not apply.\n');
process.exit(violations.length === 0 && totalCruised >= leastModules ? 0 : 1);
