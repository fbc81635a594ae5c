import {
  assertToken,
  fillTemplate,
  type TemplateSubject,
} from '../../lib/messaging/catalog/subjects.ts';
import { slateCatalog } from './events.ts';

type Definitions = (typeof slateCatalog)['definitions'];

/** One string per id of a template, in its order. */
type IdsOf<Template extends string> = Template extends `${string}{${string}}${infer Rest}`
  ? [id: string, ...rest: IdsOf<Rest>]
  : [];

/** 'component.added' → 'componentAdded' */
type BuilderName<Action extends string> = Action extends `${infer Head}.${infer Tail}`
  ? `${Head}${Capitalize<Tail>}`
  : Action;

type Builders<Resource extends string> = {
  readonly [Name in keyof Definitions as Name extends `${Resource}.${infer Action}`
    ? BuilderName<Action>
    : never]: (
    ...ids: IdsOf<Definitions[Name]['subject']>
  ) => TemplateSubject<Definitions[Name]['subject']>;
};

/** A builder per event, which takes the ids in the order of its subject. */
function builders<Resource extends string>(resource: Resource): Builders<Resource> {
  const events = Object.entries(slateCatalog.definitions).filter(([name]) =>
    name.startsWith(`${resource}.`),
  );
  const made = events.map(([name, { subject }]) => {
    const action = name.slice(resource.length + 1);
    const params = [...subject.matchAll(/\{(\w+)\}/g)].map(([, param = '']) => param);
    const build = (...ids: string[]) =>
      fillTemplate(
        subject as string,
        Object.fromEntries(params.map((param, index) => [param, ids[index] ?? ''])),
      );
    return [action.replace(/\.(\w)/g, (_, letter: string) => letter.toUpperCase()), build];
  });
  return Object.fromEntries(made) as Builders<Resource>;
}

const projectId = (id: string) => assertToken(id, 'projectId');

/**
 * `subjects.build.progress('p1')` is `slate.build.progress.p1` for the type checker too; `all` is
 * the pattern of one project, session, owner or editor. Throw MessagingError 'invalid-token'.
 */
export const slateSubjects = {
  project: {
    ...builders('project'),
    /** Of one owner. */
    all: (user: string) => `slate.project.*.${assertToken(user, 'userId')}` as const,
  },
  file: {
    ...builders('file'),
    all: (project: string) => `slate.file.*.${projectId(project)}` as const,
  },
  asset: {
    ...builders('asset'),
    /** But for components, which have one token more. */
    all: (project: string) => `slate.asset.*.${projectId(project)}` as const,
    allComponents: (project: string) => `slate.asset.component.*.${projectId(project)}` as const,
  },
  runtime: {
    ...builders('runtime'),
    all: (id: string) => `slate.runtime.*.${assertToken(id, 'sessionId')}` as const,
  },
  build: {
    ...builders('build'),
    all: (project: string) => `slate.build.*.${projectId(project)}` as const,
  },
  rule: builders('rule'),
  editor: {
    ...builders('editor'),
    /** One person in one file. */
    all: (user: string, file: string) =>
      `slate.editor.*.${assertToken(user, 'userId')}.${assertToken(file, 'fileId')}` as const,
    /** Everybody in one file. */
    inFile: (file: string) => `slate.editor.*.*.${assertToken(file, 'fileId')}` as const,
  },
  collab: {
    ...builders('collab'),
    all: (project: string) => `slate.collab.*.${projectId(project)}` as const,
  },
} as const;
