import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readWorkflowCommand, type WorkflowCommand } from './workflowCommands.ts';

const error = (message: string, more: object = {}) =>
  ({ kind: 'annotation', level: 'error', message, ...more }) as WorkflowCommand;

describe('a workflow command', () => {
  test.each<[string, WorkflowCommand]>([
    ['::group::Install packages', { kind: 'group', name: 'Install packages' }],
    ['  ::group::indented', { kind: 'group', name: 'indented' }],
    ['##[group]Install packages', { kind: 'group', name: 'Install packages' }],
    ['::endgroup::', { kind: 'endgroup' }],
    ['##[endgroup]', { kind: 'endgroup' }],
    ['::error::no', error('no')],
    ['::ERROR::no', error('no')],
    ['##[error]no: ::5', error('no: ::5')],
    [
      '::error file=src/a.ts,line=3,col=7,title=Types::Type ::"x" is wrong',
      error('Type ::"x" is wrong', { file: 'src/a.ts', line: 3, column: 7, title: 'Types' }),
    ],
    ['::warning file=a.ts::old', { ...error('old', { file: 'a.ts' }), level: 'warning' } as never],
    ['##[warning]old', { ...error('old'), level: 'warning' } as never],
    [
      '::notice title=Done::all is well',
      { ...error('all is well', { title: 'Done' }), level: 'notice' } as never,
    ],
    // Escapes, as @actions/core writes them.
    [
      '::error::100%25 wrong%0D%0Asecond%0Athird %253A %3A',
      error('100% wrong\nsecond\nthird %3A %3A'),
    ],
    [
      '::error file=C%3A\\a%2Cb.ts,title=50%25%2C no%0Aend::x',
      error('x', { file: 'C:\\a,b.ts', title: '50%, no end' }),
    ],
    // A position that is none is left out; a column says nothing without its line.
    ['::error file=a.ts,line=abc,col=2::x', error('x', { file: 'a.ts' })],
    ['::error file=a.ts,line=0::x', error('x', { file: 'a.ts' })],
    ['::error line=99999999999::x', error('x')],
    ['::error title=Only a title::', error('Only a title', { title: 'Only a title' })],
    ['::error file=,odd,=,line=4::x', error('x', { line: 4 })],
  ])('%s', (line, command) => {
    expect(readWorkflowCommand(line)).toEqual(command);
  });

  test.each([
    'error::x',
    'text ::error::x',
    '::error x',
    '::error file=a.ts',
    '::error::',
    '::group::',
    '::group:: ',
    '::set-output name=a::b',
    '::debug::x',
    '::unknown::x',
    '::::',
    '::',
    '##[section]x',
    '##[error',
    '##[]x',
    '##[command]rm',
    '',
  ])('%j stays text', (line) => {
    expect(readWorkflowCommand(line)).toBeNull();
  });

  test('names are bounded, and no character is cut in two', () => {
    const group = readWorkflowCommand(`::group::${'😀'.repeat(1_000)}`);
    const name = group?.kind === 'group' ? group.name : '';
    expect(name.length).toBeLessThanOrEqual(200);
    expect(name.isWellFormed()).toBe(true);
    const long = readWorkflowCommand(`::error file=${'f'.repeat(9_999)}::x`);
    expect(long?.kind === 'annotation' && long.file?.length).toBe(1_000);
  });

  test('what is escaped as GitHub defines it comes back', () => {
    const escapeData = (text: string) =>
      text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
    const escapeProperty = (text: string) =>
      escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
    const word = fc.string({
      unit: fc.constantFrom('a', '%', ':', ',', '2', '5', 'A', '='),
      minLength: 1,
    });
    fc.assert(
      fc.property(word, word, (file, message) => {
        const line = `::error file=${escapeProperty(file)}::${escapeData(message)}`;
        expect(readWorkflowCommand(line)).toEqual(error(message, { file }));
      }),
    );
  });

  test('no line is too long or too odd to be read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        readWorkflowCommand(`::${text}`);
        readWorkflowCommand(`::error ${text}`);
        readWorkflowCommand(`##[${text}`);
      }),
    );
    expect(readWorkflowCommand(`::error ${':'.repeat(16_000)}`)?.kind).toBe('annotation');
    expect(readWorkflowCommand(`::error ${'a=b,: '.repeat(3_000)}`)).toBeNull();
  });
});
