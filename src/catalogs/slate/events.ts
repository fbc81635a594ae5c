import type * as z from 'zod/mini';
import { defineCatalog } from '../../lib/messaging/catalog/catalog.ts';
import { event } from '../../lib/messaging/catalog/definitions.ts';
import { assetData } from './assets.ts';
import { agentStatus } from './agentStatus.ts';
import { buildData, fileData, projectData, runtimeData } from './eventData.ts';
import { cursorData, presenceData } from './presenceData.ts';
import { ruleChanged, ruleMatched, ruleTrying } from './rules.ts';

/** What a late reader needs: all events but the log lines, partial lines, status and presence. */
export const EVENTS_STREAM = 'SLATE_EVENTS';
/** Log lines: their volume and retention differ. */
export const LOGS_STREAM = 'SLATE_LOGS';

/** For late readers. */
const stored = <
  const Subject extends string,
  const Type extends string,
  Data extends z.ZodMiniType,
  const Also extends readonly string[] = readonly [],
>(
  subject: Subject,
  type: Type,
  data: Data,
  alsoUnder?: Also,
) => event({ subject, type, data, stream: EVENTS_STREAM, ...(alsoUnder ? { alsoUnder } : {}) });

/** Worth little later: without a stream they are sent live only. */
const line = <const Subject extends string, Data extends z.ZodMiniType>(
  subject: Subject,
  data: Data,
) => event({ subject, type: 'log', data, stream: LOGS_STREAM, withoutStream: 'send' });

const live = <const Subject extends string, const Type extends string, Data extends z.ZodMiniType>(
  subject: Subject,
  type: Type,
  data: Data,
) => event({ subject, type, data });

const events = {
  'project.created': stored('slate.project.created.{userId}', 'created', projectData.created, [
    'slate.project.created.{projectId}',
  ]),
  'project.updated': stored('slate.project.updated.{projectId}', 'updated', projectData.updated, [
    'slate.project.updated.{userId}',
  ]),
  'project.deleted': stored('slate.project.deleted.{projectId}', 'deleted', projectData.deleted, [
    'slate.project.deleted.{userId}',
  ]),
  'file.created': stored('slate.file.created.{projectId}', 'created', fileData, [
    'slate.file.created.{fileId}',
  ]),
  'file.updated': stored('slate.file.updated.{fileId}', 'updated', fileData, [
    'slate.file.updated.{projectId}',
  ]),
  'file.deleted': stored('slate.file.deleted.{fileId}', 'deleted', fileData, [
    'slate.file.deleted.{projectId}',
  ]),
  'asset.created': stored('slate.asset.created.{projectId}', 'created', assetData.created, [
    'slate.asset.created.{assetId}',
  ]),
  'asset.updated': stored('slate.asset.updated.{assetId}', 'updated', assetData.updated, [
    'slate.asset.updated.{projectId}',
  ]),
  'asset.deleted': stored('slate.asset.deleted.{assetId}', 'deleted', assetData.deleted, [
    'slate.asset.deleted.{projectId}',
  ]),
  'asset.component.added': stored(
    'slate.asset.component.added.{assetId}',
    'component.added',
    assetData.componentAdded,
    ['slate.asset.component.added.{projectId}'],
  ),
  'asset.component.removed': stored(
    'slate.asset.component.removed.{assetId}',
    'component.removed',
    assetData.componentRemoved,
    ['slate.asset.component.removed.{projectId}'],
  ),
  'runtime.started': stored('slate.runtime.started.{sessionId}', 'started', runtimeData.started),
  'runtime.stopped': stored('slate.runtime.stopped.{sessionId}', 'stopped', runtimeData.stopped),
  'runtime.error': stored('slate.runtime.error.{sessionId}', 'error', runtimeData.error),
  'runtime.log': line('slate.runtime.log.{sessionId}', runtimeData.log),
  // The line is stored when it ends.
  'runtime.partial': live('slate.runtime.partial.{sessionId}', 'partial', runtimeData.partial),
  // In no stream: it is also a request, which JetStream would answer with an ack.
  'runtime.status': event({
    subject: 'slate.runtime.status.{sessionId}',
    type: 'status',
    data: runtimeData.status,
    query: 'status',
  }),
  'build.queued': stored('slate.build.queued.{projectId}', 'queued', buildData.queued),
  'build.started': stored('slate.build.started.{projectId}', 'started', buildData.started),
  'build.progress': stored('slate.build.progress.{projectId}', 'progress', buildData.progress),
  'build.completed': stored('slate.build.completed.{projectId}', 'completed', buildData.completed),
  'build.failed': stored('slate.build.failed.{projectId}', 'failed', buildData.failed),
  'build.cancelled': stored('slate.build.cancelled.{projectId}', 'cancelled', buildData.cancelled),
  'build.log': line('slate.build.log.{projectId}', buildData.log),
  'build.partial': live('slate.build.partial.{projectId}', 'partial', buildData.partial),
  'agent.status': live('slate.agent.status.{agentId}', 'status', agentStatus),
  'rule.matched': stored('slate.rule.matched.{ruleId}', 'matched', ruleMatched),
  'rule.changed': live('slate.rule.changed.{ruleId}', 'changed', ruleChanged),
  'rule.trying': live('slate.rule.trying.{tryId}', 'trying', ruleTrying),
  'editor.opened': live('slate.editor.opened.{userId}.{fileId}', 'opened', cursorData),
  'editor.closed': live('slate.editor.closed.{userId}.{fileId}', 'closed', cursorData),
  'editor.cursor': live('slate.editor.cursor.{userId}.{fileId}', 'cursor', cursorData),
  'editor.selection': live('slate.editor.selection.{userId}.{fileId}', 'selection', cursorData),
  'collab.joined': live('slate.collab.joined.{projectId}', 'joined', presenceData),
  'collab.left': live('slate.collab.left.{projectId}', 'left', presenceData),
  'collab.presence': live('slate.collab.presence.{projectId}', 'presence', presenceData),
};

/** The wire contract; its table is in the core's README. */
export const slateCatalog = defineCatalog(events, {
  name: 'slate',
  bytes: {
    /** Shared text: chunks of what src/lib/editing encodes. */
    'editor.sync': 'slate.editor.sync.{userId}.{fileId}',
  },
});
