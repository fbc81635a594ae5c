import * as z from 'zod/mini';
import { command } from '../../lib/messaging/catalog/commands.ts';
import { count, time, token } from '../../lib/messaging/catalog/fields.ts';

const path = z.string().check(z.minLength(1), z.maxLength(1_024));

/** A file, directory or link of a project. */
export const fileEntry = z.looseObject({
  /** Random; survives a move. A file made at the same path later has another one. */
  fileId: token,
  /** Relative to the project, with "/". */
  path,
  kind: z.enum(['file', 'directory', 'link']),
  /** Bytes. */
  size: count,
  modifiedAt: time,
  /** Changes with content or path; what changes a file must name it. */
  revision: token,
  /** Why this one can't be edited. */
  readOnly: z.optional(z.string()),
});
export type FileEntry = z.infer<typeof fileEntry>;

/** `details` of a refusal with code `changed`: the file as it is now. */
export const fileConflict = z.looseObject({ theirs: fileEntry });

const editable = z.discriminatedUnion('mode', [
  z.looseObject({ mode: z.literal('editable') }),
  z.looseObject({ mode: z.literal('readOnly'), reason: z.string() }),
]);
export type FilesEditable = z.infer<typeof editable>;

/** Lets agents that do not look after the project leave the answer to the one that does. */
const ofProject = { projectId: z.optional(token) };

const searchMatch = z.looseObject({
  fileId: token,
  path,
  /** From 1, like the column. */
  line: z.number(),
  column: z.number(),
  /** The line, or the part of it around the match. */
  text: z.string(),
  /** Where in the text the match is. */
  start: z.optional(count),
  length: z.optional(count),
});
export type SearchMatch = z.infer<typeof searchMatch>;

/** Answered by the one agent that looks after the project's files. */
export const fileCommands = {
  'file.list': command(
    'slate.svc.{userId}.file.list.{projectId}',
    z.looseObject({
      /** A directory; the project itself without. */
      path: z.optional(z.string().check(z.maxLength(1_024))),
      /** Goes on where an answer ended. */
      cursor: z.optional(z.string()),
    }),
    z.looseObject({
      projectId: token,
      editable,
      path: z.string(),
      entries: z.array(fileEntry),
      /** There are more files in the project than the agent keeps. */
      truncated: z.optional(z.boolean()),
      /** There are more entries. */
      cursor: z.optional(z.string()),
    }),
    { repeatable: true },
  ),
  'file.create': command(
    'slate.svc.{userId}.file.create.{projectId}',
    z.looseObject({
      path: z.string(),
      kind: z.enum(['file', 'directory']),
      createdBy: z.optional(z.string()),
    }),
    fileEntry,
  ),
  'file.move': command(
    'slate.svc.{userId}.file.move.{fileId}',
    z.looseObject({
      ...ofProject,
      path: z.string(),
      revision: token,
      movedBy: z.optional(z.string()),
    }),
    fileEntry,
  ),
  'file.delete': command(
    'slate.svc.{userId}.file.delete.{fileId}',
    z.looseObject({ ...ofProject, revision: token, deletedBy: z.optional(z.string()) }),
    z.looseObject({ fileId: token, restorable: z.boolean() }),
  ),
  'file.restore': command(
    'slate.svc.{userId}.file.restore.{fileId}',
    z.looseObject({ ...ofProject, restoredBy: z.optional(z.string()) }),
    fileEntry,
  ),
  /** Files by a part of their name. */
  'file.find': command(
    'slate.svc.{userId}.file.find.{projectId}',
    z.looseObject({ query: z.string(), limit: z.optional(z.number()) }),
    z.looseObject({ files: z.array(z.looseObject({ fileId: token, path })) }),
    { repeatable: true },
  ),
  /** One page of the lines that match, in the order of their paths. */
  'file.search': command(
    'slate.svc.{userId}.file.search.{projectId}',
    z.looseObject({
      query: z.string(),
      regex: z.optional(z.boolean()),
      matchCase: z.optional(z.boolean()),
      cursor: z.optional(z.string()),
    }),
    z.looseObject({
      matches: z.array(searchMatch),
      cursor: z.optional(z.string()),
      /** Files read for this page. */
      searched: count,
      done: z.boolean(),
    }),
    { repeatable: true },
  ),
  /** A file's text in the last commit. */
  'file.base': command(
    'slate.svc.{userId}.file.base.{fileId}',
    z.looseObject(ofProject),
    z.looseObject({ text: z.nullable(z.string()), reason: z.optional(z.string()) }),
    { repeatable: true },
  ),
} as const;
