import { describe, expect, test } from 'vitest';
import { guessLevel } from './levels.ts';

const examples = {
  error: [
    'ERROR in ./src/index.js',
    '[error] no such table',
    '[ERROR] Failed to execute goal',
    '✘ [ERROR] Could not resolve "react"',
    'error: pathspec did not match',
    'error[E0308]: mismatched types',
    'npm ERR! code ELIFECYCLE',
    'npm error code ENOENT',
    'TypeError: x is not a function',
    'Uncaught Error: boom',
    'Error [ERR_MODULE_NOT_FOUND]: Cannot find package',
    "src/a.ts(3,5): error TS2322: Type 'x'",
    'main.c:3:5: error: expected expression',
    'src/a.ts:3:5 - error TS2322: no',
    'fatal: not a git repository',
    'panic: runtime error',
    '2024-05-06T07:08:09.123Z ERROR starting',
    '12:00:01.500 [main] ERROR c.e.App - no',
    '{"level":50,"time":1,"msg":"no"}',
    '{"level":"error","msg":"no"}',
    '{"severity":"CRITICAL","message":"no"}',
    'time=2024-05-06 level=error msg="no"',
    '\u001b[31merror\u001b[0m: red',
    '\u001b]8;;https://x.io/\u001b\\error\u001b]8;;\u001b\\: linked',
  ],
  warn: [
    'WARN deprecated thing',
    'npm warn deprecated inflight@1.0.6',
    'npm WARN old lockfile',
    'warning: unused variable',
    '(node:123) [DEP0040] DeprecationWarning: The `punycode` module is deprecated',
    '(node:123) ExperimentalWarning: Type Stripping',
    'main.c:3:5: warning: unused',
    '▲ [WARNING] Unused import',
    '{"level":40,"msg":"slow"}',
  ],
  debug: ['DEBUG cache miss', '[debug] x', 'debug: x', 'TRACE enter', '{"level":20,"msg":"x"}'],
  info: [
    '',
    'hello',
    'INFO: no ERROR found',
    '0 errors, 0 warnings',
    'Error handling is ready',
    'error handling is ready',
    'Errors: 0',
    'warn-once@1.0.0 added',
    'compiled src/error.ts',
    'constructor: toString',
    '{"level":"toString"}',
    '{"level":30,"msg":"ERROR in text"}',
    '{"level": broken',
    '{ "errors": [] }',
    'GET /error 200',
    '   at Object.<anonymous> (/a/b.js:3:5)',
    'https://example.com: error pages',
  ],
} as const;

describe.each(Object.entries(examples))('%s', (level, lines) => {
  test.each(lines)('%s', (line) => {
    expect(guessLevel(line)).toBe(level);
  });
});
