import * as z from 'zod/mini';
import { command } from '../../lib/messaging/catalog/commands.ts';
import { count, token } from '../../lib/messaging/catalog/fields.ts';

const base64 = z.string();

/** The beginning of what may be too large for one answer. */
const transfer = z.looseObject({
  data: base64,
  /** Of all of it, in bytes; what `data` lacks is to be had with `editor.page`. */
  size: count,
  transfer: token,
});

/** What the page has: the answer holds what it lacks. */
const known = { epoch: z.optional(token), vector: z.optional(base64) };

const opened = z.union([
  z.looseObject({
    kind: z.literal('shared'),
    epoch: token,
    docSeq: count,
    savedSeq: count,
    hash: z.string(),
    readOnly: z.nullable(z.string()),
    transfer,
  }),
  z.looseObject({
    kind: z.literal('plain'),
    reason: z.string(),
    transfer: z.nullable(transfer),
  }),
]);

/** Commands of the shared editor, answered by the agent that looks after the project's files. */
export const editorCommands = {
  'editor.open': command(
    'slate.svc.{userId}.editor.open.{projectId}',
    z.looseObject({
      fileId: token,
      /** The name that others read beside what was changed. */
      openedBy: z.optional(z.string()),
      /** Those that are going to write. */
      sessions: z
        .array(
          z.looseObject({
            session: token,
            clientId: z.int().check(z.gte(0), z.lte(0xffff_ffff)),
          }),
        )
        .check(z.maxLength(64)),
      ...known,
    }),
    opened,
    { repeatable: true },
  ),
  /** For those who may read and not write: roles are the server's to tell apart, by subject. */
  'editor.watch': command(
    'slate.svc.{userId}.editor.watch.{projectId}',
    z.looseObject({ fileId: token, ...known }),
    opened,
    { repeatable: true },
  ),
  'editor.page': command(
    'slate.svc.{userId}.editor.page.{projectId}',
    z.looseObject({ transfer: token, offset: count.check(z.int()) }),
    z.looseObject({ data: base64 }),
    { repeatable: true },
  ),
} as const;
