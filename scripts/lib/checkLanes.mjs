// Checks who imports whom, by the rules in .dependency-cruiser.cjs. It runs the checker itself,
// which calls it a success when it has seen no modules at all.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { moduleFile, repoRoot } from './paths.mjs';

const leastModules = 20;
const sources = ['src', 'agent', 'scripts', 'e2e', 'bench'].filter((dir) =>
  existsSync(join(repoRoot, dir)),
);
const cruiser = moduleFile('dependency-cruiser/bin/dependency-cruiser.mjs');
const config = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
const { stdout, stderr } = spawnSync(process.execPath, [cruiser, ...config, ...sources], {
  cwd: repoRoot,
  encoding: 'utf8',
  maxBuffer: 256 * 1024 * 1024,
});

/** @typedef {{ name: string }} Named */
/** @typedef {{ from: string, to: string, rule: Named, cycle?: Named[] }} Violation */
/** @typedef {{ forbidden?: { name?: string, comment?: string }[] }} RuleSet */

/** @type {{ totalCruised: number, violations: Violation[], ruleSetUsed: RuleSet }} */
let summary;
try {
  summary = JSON.parse(stdout).summary;
} catch {
  process.stderr.write(`dependency-cruiser failed:\n${stdout}${stderr}\n`);
  process.exit(1);
}
const { violations, totalCruised } = summary;
const reasons = new Map(summary.ruleSetUsed.forbidden?.map(({ name, comment }) => [name, comment]));
for (const { rule, from, to, cycle } of violations) {
  const path = cycle ? [from, ...cycle.map(({ name }) => name)] : [from, to];
  process.stdout.write(`${path.join(' → ')}\n  ${rule.name}: ${reasons.get(rule.name) ?? ''}\n`);
}
process.stdout.write(`${totalCruised} modules, ${violations.length} imports against the rules\n`);
if (totalCruised < leastModules) {
  process.stdout.write(`Fewer than ${leastModules} modules: the rules were not really applied.\n`);
}
process.exit(violations.length === 0 && totalCruised >= leastModules ? 0 : 1);
