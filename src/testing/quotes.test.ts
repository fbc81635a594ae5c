import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

/** An apostrophe, or quotes around words; not those of code: an attribute, a selector. */
const STRAIGHT = /\p{L}'\p{L}|(?<![=\w])"[^"<>]*\p{L}[^"<>=]*"/u;

/** Texts of a source file with quotes from a typewriter. What is within <code> is code. */
function straightQuotes(file: string): string[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
    false,
    file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  const found: string[] = [];
  const check = (node: ts.Node, text: string) => {
    if (!STRAIGHT.test(text)) return;
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    found.push(`${file}:${line + 1}: ${text.trim()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxElement(node) && node.openingElement.tagName.getText(source) === 'code') return;
    if (ts.isStringLiteralLike(node) || ts.isJsxText(node)) check(node, node.text);
    // With a letter for each value: quotes may stand on both sides of one.
    else if (ts.isTemplateExpression(node)) {
      check(
        node,
        node.head.text + node.templateSpans.map(({ literal }) => `x${literal.text}`).join(''),
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

it('finds what it looks for', () => {
  expect(STRAIGHT.test("It can't be read")).toBe(true);
  expect(STRAIGHT.test('Step "x" failed')).toBe(true);
  expect(STRAIGHT.test('link[rel="icon"]')).toBe(false);
  expect(STRAIGHT.test('The agent’s “name”')).toBe(false);
});

it('what people read has curly quotes', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.|testing/.test(file))
    .map((file) => join('src', file));
  expect(files.length).toBeGreaterThan(100);
  expect(files.flatMap(straightQuotes)).toEqual([]);
});
