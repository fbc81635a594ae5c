import { slateCatalog } from './events.ts';
import { assertToken, fillTemplate } from '../../lib/messaging/catalog/subjects.ts';

const { definitions } = slateCatalog;

const projectId = (id: string) => ({ projectId: assertToken(id, 'projectId') });
const sessionId = (id: string) => ({ sessionId: assertToken(id, 'sessionId') });
const owner = (id: string) => ({ userId: assertToken(id, 'userId') });
const fileId = (id: string) => ({ fileId: assertToken(id, 'fileId') });
const assetId = (id: string) => ({ assetId: assertToken(id, 'assetId') });
const inFile = (user: string, file: string) => ({ ...owner(user), ...fileId(file) });

/**
 * Every subject of the catalog, typed: `subjects.build.progress('p1')` is `slate.build.progress.p1`
 * for the type checker too. `all` is what a view of one project, session, owner or editor subscribes
 * to. All of them throw MessagingError 'invalid-token' for an id that is no token.
 */
export const slateSubjects = {
  project: {
    created: (user: string) => fillTemplate(definitions['project.created'].subject, owner(user)),
    updated: (id: string) => fillTemplate(definitions['project.updated'].subject, projectId(id)),
    deleted: (id: string) => fillTemplate(definitions['project.deleted'].subject, projectId(id)),
    /** Every project event of an owner. */
    all: (user: string) => `slate.project.*.${assertToken(user, 'userId')}` as const,
  },
  file: {
    created: (project: string) =>
      fillTemplate(definitions['file.created'].subject, projectId(project)),
    updated: (file: string) => fillTemplate(definitions['file.updated'].subject, fileId(file)),
    deleted: (file: string) => fillTemplate(definitions['file.deleted'].subject, fileId(file)),
    /** Every file event of a project. */
    all: (project: string) => `slate.file.*.${assertToken(project, 'projectId')}` as const,
  },
  asset: {
    created: (project: string) =>
      fillTemplate(definitions['asset.created'].subject, projectId(project)),
    updated: (asset: string) => fillTemplate(definitions['asset.updated'].subject, assetId(asset)),
    deleted: (asset: string) => fillTemplate(definitions['asset.deleted'].subject, assetId(asset)),
    componentAdded: (asset: string) =>
      fillTemplate(definitions['asset.component.added'].subject, assetId(asset)),
    componentRemoved: (asset: string) =>
      fillTemplate(definitions['asset.component.removed'].subject, assetId(asset)),
    /** Every asset event of a project, except those of components: they have one token more. */
    all: (project: string) => `slate.asset.*.${assertToken(project, 'projectId')}` as const,
    /** Every component event of a project's assets. */
    allComponents: (project: string) =>
      `slate.asset.component.*.${assertToken(project, 'projectId')}` as const,
  },
  runtime: {
    started: (id: string) => fillTemplate(definitions['runtime.started'].subject, sessionId(id)),
    stopped: (id: string) => fillTemplate(definitions['runtime.stopped'].subject, sessionId(id)),
    status: (id: string) => fillTemplate(definitions['runtime.status'].subject, sessionId(id)),
    log: (id: string) => fillTemplate(definitions['runtime.log'].subject, sessionId(id)),
    partial: (id: string) => fillTemplate(definitions['runtime.partial'].subject, sessionId(id)),
    error: (id: string) => fillTemplate(definitions['runtime.error'].subject, sessionId(id)),
    /** Everything of one session. */
    all: (id: string) => `slate.runtime.*.${assertToken(id, 'sessionId')}` as const,
  },
  build: {
    queued: (id: string) => fillTemplate(definitions['build.queued'].subject, projectId(id)),
    started: (id: string) => fillTemplate(definitions['build.started'].subject, projectId(id)),
    progress: (id: string) => fillTemplate(definitions['build.progress'].subject, projectId(id)),
    completed: (id: string) => fillTemplate(definitions['build.completed'].subject, projectId(id)),
    failed: (id: string) => fillTemplate(definitions['build.failed'].subject, projectId(id)),
    cancelled: (id: string) => fillTemplate(definitions['build.cancelled'].subject, projectId(id)),
    log: (id: string) => fillTemplate(definitions['build.log'].subject, projectId(id)),
    partial: (id: string) => fillTemplate(definitions['build.partial'].subject, projectId(id)),
    /** Everything of one project's builds. */
    all: (id: string) => `slate.build.*.${assertToken(id, 'projectId')}` as const,
  },
  editor: {
    opened: (user: string, file: string) =>
      fillTemplate(definitions['editor.opened'].subject, inFile(user, file)),
    closed: (user: string, file: string) =>
      fillTemplate(definitions['editor.closed'].subject, inFile(user, file)),
    cursor: (user: string, file: string) =>
      fillTemplate(definitions['editor.cursor'].subject, inFile(user, file)),
    selection: (user: string, file: string) =>
      fillTemplate(definitions['editor.selection'].subject, inFile(user, file)),
    /** Everything that one person does in one file. */
    all: (user: string, file: string) =>
      `slate.editor.*.${assertToken(user, 'userId')}.${assertToken(file, 'fileId')}` as const,
    /** Everything that anybody does in one file. */
    inFile: (file: string) => `slate.editor.*.*.${assertToken(file, 'fileId')}` as const,
  },
  collab: {
    joined: (id: string) => fillTemplate(definitions['collab.joined'].subject, projectId(id)),
    left: (id: string) => fillTemplate(definitions['collab.left'].subject, projectId(id)),
    presence: (id: string) => fillTemplate(definitions['collab.presence'].subject, projectId(id)),
    /** Who comes, goes and looks at what in one project. */
    all: (id: string) => `slate.collab.*.${assertToken(id, 'projectId')}` as const,
  },
} as const;
