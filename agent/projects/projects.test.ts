import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeCommand } from './projectFile.ts';
import { hostProjects } from './projects.ts';
import { createProject, temporaryDirectory } from '../testing/workbench.ts';

describe('ids of projects', () => {
  test('are directory names made tokens, with a number for the second of a name', () => {
    const dirs = ['/a/web', '/b/web', '/c/web', '/a/my app!', '/a/ünï', '/', '/a/web', '/d/web-2'];
    expect(hostProjects(dirs).map((project) => project.projectId)).toEqual([
      'web',
      'web-2',
      'web-3',
      'my-app',
      'n',
      'project',
      'web-2-2',
    ]);
  });

  test('are at most 64 characters, numbers included', () => {
    const long = 'x'.repeat(80);
    const ids = hostProjects([`/a/${long}`, `/b/${long}`]).map((project) => project.projectId);
    expect(ids).toEqual(['x'.repeat(64), `${'x'.repeat(62)}-2`]);
  });
});

describe('slate.json', () => {
  test('names steps and a run command, with or without a shell', async () => {
    const project = createProject({
      name: 'My web',
      build: {
        steps: [
          { name: 'compile', command: 'tsc && echo ok' },
          { name: 'test', command: 'node', args: ['--test'], env: { A: '1' }, cwd: 'sub/../sub' },
        ],
      },
      run: { command: 'node', args: ['server.js'] },
    });
    const { dir } = project;
    expect(await project.readConfig()).toMatchObject({
      name: 'My web',
      artifacts: [],
      problem: null,
      build: [
        { name: 'compile', process: { command: 'tsc && echo ok', args: null, env: {}, cwd: dir } },
        {
          name: 'test',
          process: { command: 'node', args: ['--test'], env: { A: '1' }, cwd: join(dir, 'sub') },
        },
      ],
      run: { command: 'node', args: ['server.js'], env: {}, cwd: dir },
    });
  });

  test('may leave out either', async () => {
    const project = createProject({});
    const config = await project.readConfig();
    expect(config).toMatchObject({
      name: basename(project.dir),
      artifacts: [],
      build: null,
      run: null,
      problem: null,
    });
  });

  test('has steps within steps, and says which of them can be begun with', async () => {
    const step = (name: string, rest = {}) => ({ name, command: 'true', ...rest });
    const { build, artifacts, problem } = await createProject({
      artifacts: ['dist/**', 'report.html'],
      build: {
        steps: [
          step('Lint', { resumable: true }),
          {
            name: 'Test',
            resumable: true,
            steps: [step('Unit'), step('Browser', { resumable: false })],
          },
          step('Unit'),
        ],
      },
    }).readConfig();
    expect(problem).toBeNull();
    expect(artifacts).toEqual(['dist/**', 'report.html']);
    expect(build?.map(({ group, name, resumable }) => [group, name, resumable])).toEqual([
      [null, 'Lint', true],
      ['Test', 'Unit', true],
      ['Test', 'Browser', false],
      [null, 'Unit', false],
    ]);
  });

  test.each<[string, unknown, RegExp]>([
    [
      'a group without steps',
      { build: { steps: [{ name: 'a', steps: [] }] } },
      /“build\.steps\.0\.steps” is wrong \(has no steps\)/,
    ],
    [
      'a command beside steps',
      { build: { steps: [{ name: 'a', command: 'x', steps: [{ name: 'b', command: 'y' }] }] } },
      /“build\.steps\.0\.command” is wrong \(a step has either a command or steps/,
    ],
    [
      'a wrong step in a group',
      { build: { steps: [{ name: 'a', steps: [{ name: 'b' }] }] } },
      /“build\.steps\.0\.steps\.0\.command” is wrong \(command must be a string\)/,
    ],
    [
      'two steps of one name in a group',
      {
        build: {
          steps: [{ name: 'a', steps: [1, 2].map(() => ({ name: 'b', command: 'true' })) }],
        },
      },
      /two steps of one name/,
    ],
    [
      'a step that is named like one in a group',
      {
        build: {
          steps: [
            { name: 'a', steps: [{ name: 'b', command: 'true' }] },
            { name: 'a / b', command: 'true' },
          ],
        },
      },
      /two steps of one name/,
    ],
    [
      'a timeout of nothing',
      { build: { steps: [{ name: 'a', command: 'b', timeoutMinutes: 0 }] } },
      /must be above 0/,
    ],
    [
      'resumable as text',
      { build: { steps: [{ name: 'a', command: 'b', resumable: 'yes' }] } },
      /must be true or false/,
    ],
    ['artifacts as text', { artifacts: 'dist' }, /“artifacts” is wrong \(must be an array/],
    ['artifacts above', { artifacts: ['../x'] }, /“artifacts\.0” is wrong \(must stay inside/],
    ['malformed JSON', '{ "build": ', /slate\.json is not valid JSON .*: correct it/],
    ['a forbidden key', '{ "__proto__": {} }', /slate\.json is not valid JSON/],
    ['not an object', [], /slate\.json: it is wrong \(must be an object\)/],
    ['no steps', { build: { steps: [] } }, /“build\.steps” is wrong \(needs at least one step\)/],
    [
      'a step without a command',
      { build: { steps: [{ name: 'a' }] } },
      /“build\.steps\.0\.command” is wrong \(command must be a string\)/,
    ],
    [
      'two steps of one name',
      { build: { steps: [1, 2].map(() => ({ name: 'a', command: 'true' })) } },
      /two steps of one name/,
    ],
    ['args as text', { run: { command: 'a', args: '-x' } }, /“run\.args” is wrong/],
    ['a cwd above', { run: { command: 'a', cwd: '..' } }, /cwd “\.\.” is outside of the project/],
    ['an absolute cwd', { run: { command: 'a', cwd: '/tmp' } }, /outside of the project/],
    ['a sly cwd', { run: { command: 'a', cwd: 'a/../../b' } }, /outside of the project/],
  ])('with %s is a problem that says what to do', async (_, content, problem) => {
    const config = await createProject(content).readConfig();
    expect(config).toMatchObject({ build: null, run: null });
    expect(config.problem).toMatch(problem);
  });

  test('a cwd that leaves by a link is outside too', async () => {
    const project = createProject({ run: { command: 'a', cwd: 'link/new' } });
    symlinkSync(temporaryDirectory(), join(project.dir, 'link'));
    expect((await project.readConfig()).problem).toMatch(/outside of the project/);
  });

  test.skipIf(process.getuid?.() === 0)('that may not be read is a problem', async () => {
    const project = createProject({});
    chmodSync(join(project.dir, 'slate.json'), 0);
    expect((await project.readConfig()).problem).toMatch(/can’t be read \(EACCES\)/);
  });

  test('that is a directory is a problem', async () => {
    const project = createProject(undefined);
    mkdirSync(join(project.dir, 'slate.json'));
    expect((await project.readConfig()).problem).toMatch(/can’t be read/);
  });

  test('is read anew each time', async () => {
    const project = createProject({ name: 'one' });
    expect((await project.readConfig()).name).toBe('one');
    writeFileSync(join(project.dir, 'slate.json'), '{"name":"two"}');
    expect((await project.readConfig()).name).toBe('two');
  });
});

describe('without slate.json', () => {
  const withPackage = (content: unknown) => {
    const project = createProject(undefined);
    writeFileSync(join(project.dir, 'package.json'), JSON.stringify(content));
    return project.readConfig();
  };

  test('the scripts of package.json count', async () => {
    const { name, build, run } = await withPackage({
      name: 'shop',
      scripts: { build: 'vite build', dev: 'vite', start: 'node .' },
    });
    expect(name).toBe('shop');
    expect(build?.map((step) => [step.name, describeCommand(step.process)])).toEqual([
      ['build', 'npm run build'],
    ]);
    expect(run && describeCommand(run)).toBe('npm run start');
  });

  test('dev runs where there is no start', async () => {
    const { build, run, problem } = await withPackage({ scripts: { dev: 'vite' } });
    expect({ build, run: run && describeCommand(run), problem }).toEqual({
      build: null,
      run: 'npm run dev',
      problem: null,
    });
  });

  test('and without package.json the problem says what to add', async () => {
    const { problem } = await createProject(undefined).readConfig();
    expect(problem).toMatch(/neither slate\.json nor package\.json: add a slate\.json/);
  });

  test('a directory that does not exist is a problem, not a crash', async () => {
    const [project] = hostProjects(['/no/such/place']);
    expect((await project?.readConfig())?.problem).toMatch(/\/no\/such\/place has neither/);
  });
});
