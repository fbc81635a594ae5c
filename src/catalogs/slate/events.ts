import { defineCatalog, event } from '../../lib/messaging/catalog/catalog.ts';
import {
  agentStatus,
  anyData,
  buildData,
  presenceData,
  projectData,
  runtimeData,
} from './eventData.ts';

/** Everything a late reader needs: project, file, asset, build except log and partial, runtime but log, partial and status. */
export const EVENTS_STREAM = 'SLATE_EVENTS';
/** Log lines, kept apart because their volume and retention differ. */
export const LOGS_STREAM = 'SLATE_LOGS';

const project = <const A extends string, const S extends string>(action: A, subject: S) =>
  event({ subject, type: action, data: anyData, stream: EVENTS_STREAM });

/** The wire contract of Slate: `slate.<resource>.<action>.<id>`. The table is in README.md here. */
export const slateCatalog = defineCatalog({
  'project.created': event({
    subject: 'slate.project.created.{userId}',
    alsoUnder: ['slate.project.created.{projectId}'],
    type: 'created',
    data: projectData.created,
    stream: EVENTS_STREAM,
  }),
  'project.updated': event({
    subject: 'slate.project.updated.{projectId}',
    alsoUnder: ['slate.project.updated.{userId}'],
    type: 'updated',
    data: projectData.updated,
    stream: EVENTS_STREAM,
  }),
  'project.deleted': event({
    subject: 'slate.project.deleted.{projectId}',
    alsoUnder: ['slate.project.deleted.{userId}'],
    type: 'deleted',
    data: projectData.deleted,
    stream: EVENTS_STREAM,
  }),
  'file.created': project('created', 'slate.file.created.{projectId}'),
  'file.updated': event({
    subject: 'slate.file.updated.{fileId}',
    alsoUnder: ['slate.file.updated.{projectId}'],
    type: 'updated',
    data: anyData,
    stream: EVENTS_STREAM,
  }),
  'file.deleted': event({
    subject: 'slate.file.deleted.{fileId}',
    alsoUnder: ['slate.file.deleted.{projectId}'],
    type: 'deleted',
    data: anyData,
    stream: EVENTS_STREAM,
  }),
  'asset.created': project('created', 'slate.asset.created.{projectId}'),
  'asset.updated': event({
    subject: 'slate.asset.updated.{assetId}',
    alsoUnder: ['slate.asset.updated.{projectId}'],
    type: 'updated',
    data: anyData,
    stream: EVENTS_STREAM,
  }),
  'asset.deleted': event({
    subject: 'slate.asset.deleted.{assetId}',
    alsoUnder: ['slate.asset.deleted.{projectId}'],
    type: 'deleted',
    data: anyData,
    stream: EVENTS_STREAM,
  }),
  'asset.component.added': event({
    subject: 'slate.asset.component.added.{assetId}',
    alsoUnder: ['slate.asset.component.added.{projectId}'],
    type: 'component.added',
    data: anyData,
    stream: EVENTS_STREAM,
  }),
  'asset.component.removed': event({
    subject: 'slate.asset.component.removed.{assetId}',
    alsoUnder: ['slate.asset.component.removed.{projectId}'],
    type: 'component.removed',
    data: anyData,
    stream: EVENTS_STREAM,
  }),
  'runtime.started': event({
    subject: 'slate.runtime.started.{sessionId}',
    type: 'started',
    data: runtimeData.started,
    stream: EVENTS_STREAM,
  }),
  'runtime.stopped': event({
    subject: 'slate.runtime.stopped.{sessionId}',
    type: 'stopped',
    data: runtimeData.stopped,
    stream: EVENTS_STREAM,
  }),
  'runtime.error': event({
    subject: 'slate.runtime.error.{sessionId}',
    type: 'error',
    data: runtimeData.error,
    stream: EVENTS_STREAM,
  }),
  'runtime.log': event({
    subject: 'slate.runtime.log.{sessionId}',
    type: 'log',
    data: runtimeData.log,
    stream: LOGS_STREAM,
    withoutStream: 'send',
  }),
  // In no stream: the line itself is stored when it ends.
  'runtime.partial': event({
    subject: 'slate.runtime.partial.{sessionId}',
    type: 'partial',
    data: runtimeData.partial,
  }),
  // In no stream: it is also a request, and JetStream would answer that with its own ack.
  'runtime.status': event({
    subject: 'slate.runtime.status.{sessionId}',
    type: 'status',
    data: runtimeData.status,
    query: 'status',
  }),
  'build.queued': event({
    subject: 'slate.build.queued.{projectId}',
    type: 'queued',
    data: buildData.queued,
    stream: EVENTS_STREAM,
  }),
  'build.started': event({
    subject: 'slate.build.started.{projectId}',
    type: 'started',
    data: buildData.started,
    stream: EVENTS_STREAM,
  }),
  'build.progress': event({
    subject: 'slate.build.progress.{projectId}',
    type: 'progress',
    data: buildData.progress,
    stream: EVENTS_STREAM,
  }),
  'build.completed': event({
    subject: 'slate.build.completed.{projectId}',
    type: 'completed',
    data: buildData.completed,
    stream: EVENTS_STREAM,
  }),
  'build.failed': event({
    subject: 'slate.build.failed.{projectId}',
    type: 'failed',
    data: buildData.failed,
    stream: EVENTS_STREAM,
  }),
  'build.cancelled': event({
    subject: 'slate.build.cancelled.{projectId}',
    type: 'cancelled',
    data: buildData.cancelled,
    stream: EVENTS_STREAM,
  }),
  'build.log': event({
    subject: 'slate.build.log.{projectId}',
    type: 'log',
    data: buildData.log,
    stream: LOGS_STREAM,
    withoutStream: 'send',
  }),
  // In no stream, as runtime.partial.
  'build.partial': event({
    subject: 'slate.build.partial.{projectId}',
    type: 'partial',
    data: buildData.partial,
  }),
  'agent.status': event({
    subject: 'slate.agent.status.{agentId}',
    type: 'status',
    data: agentStatus,
  }),
  'editor.opened': event({
    subject: 'slate.editor.opened.{userId}.{fileId}',
    type: 'opened',
    data: anyData,
  }),
  'editor.closed': event({
    subject: 'slate.editor.closed.{userId}.{fileId}',
    type: 'closed',
    data: anyData,
  }),
  'editor.cursor': event({
    subject: 'slate.editor.cursor.{userId}.{fileId}',
    type: 'cursor',
    data: anyData,
  }),
  'editor.selection': event({
    subject: 'slate.editor.selection.{userId}.{fileId}',
    type: 'selection',
    data: anyData,
  }),
  'collab.joined': event({
    subject: 'slate.collab.joined.{projectId}',
    type: 'joined',
    data: presenceData,
  }),
  'collab.left': event({
    subject: 'slate.collab.left.{projectId}',
    type: 'left',
    data: presenceData,
  }),
  'collab.presence': event({
    subject: 'slate.collab.presence.{projectId}',
    type: 'presence',
    data: presenceData,
  }),
});
