import assert from 'node:assert/strict';
import { test } from 'node:test';
import { greet, languages } from '../src/greetings.js';

test('greets by name', () => {
  assert.deepEqual(greet('Ada'), { language: 'en', text: 'Hello, Ada!' });
});

test('greets the world when nobody is named', () => {
  assert.equal(greet('  ').text, 'Hello, world!');
});

test('takes the first language that it speaks', () => {
  assert.equal(greet('Ada', 'xx,fi;q=0.9,de').text, 'Hei, Ada!');
  assert.equal(greet('Ada', 'constructor').language, 'en');
});

test('cuts names by characters, not in the middle of one', () => {
  assert.equal(greet('🎉'.repeat(60)).text, `Hello, ${'🎉'.repeat(40)}!`);
});

test('has a greeting in every language that it lists', () => {
  for (const language of languages) assert.match(greet('Ada', language).text, /., Ada!$/);
});
