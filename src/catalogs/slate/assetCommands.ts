import * as z from 'zod/mini';
import { command } from '../../lib/messaging/catalog/commands.ts';
import { count, revision, token } from '../../lib/messaging/catalog/fields.ts';
import { assetRecord } from './assets.ts';

const by = z.optional(z.string());
const whole = count.check(z.int());
const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const repeatable = { repeatable: true };

/** What people do with a project's assets. All are answered by the agent that has the files. */
export const assetCommands = {
  'asset.list': command(
    'slate.svc.{userId}.asset.list.{projectId}',
    z.looseObject({ cursor: z.optional(z.string()) }),
    z.looseObject({
      assets: z.array(assetRecord),
      /** Where the next page begins; left out at the end. */
      cursor: z.optional(z.string()),
      /** Why nothing may be changed here, or null. */
      readOnlyReason: z.nullable(z.string()),
      limits: z.looseObject({
        /** Of one file. */
        assetBytes: count,
        /** Of all files of the project. */
        projectBytes: count,
        usedBytes: count,
      }),
      /** What the asking person began to upload and did not finish. */
      unfinished: z.optional(
        z.array(
          z.looseObject({ uploadId: token, name: z.string(), size: whole, receivedBytes: whole }),
        ),
      ),
    }),
    repeatable,
  ),
  /** Begins an upload, or goes on with one of the same file by the same person. */
  'asset.begin': command(
    'slate.svc.{userId}.asset.begin.{projectId}',
    z.looseObject({
      name: z.string(),
      size: whole,
      type: z.optional(z.string()),
      digest: sha256,
      createdBy: by,
    }),
    z.looseObject({
      uploadId: token,
      /** Chunks that the agent has: from each first number up to, without, the second. */
      received: z.array(z.tuple([whole, whole])),
      /** Bytes of every chunk but the last. */
      chunkSize: whole.check(z.gt(0)),
      /** Bytes that one file may have. */
      limit: count,
    }),
    repeatable,
  ),
  /** Checks what was uploaded and makes an asset of it. */
  'asset.finish': command(
    'slate.svc.{userId}.asset.finish.{projectId}',
    z.looseObject({ uploadId: token, digest: sha256 }),
    assetRecord,
    repeatable,
  ),
  /** Gives an upload up. */
  'asset.cancel': command(
    'slate.svc.{userId}.asset.cancel.{projectId}',
    z.looseObject({ uploadId: token }),
    z.looseObject({ uploadId: token }),
    repeatable,
  ),
  /** One piece of the file, or of what a component made of it. */
  'asset.read': command(
    'slate.svc.{userId}.asset.read.{assetId}',
    z.looseObject({ component: z.optional(token), offset: whole }),
    z.looseObject({
      /** Base64; empty only at the end of the file. */
      data: z.string(),
      /** Of the whole file, in bytes. */
      size: count,
    }),
    repeatable,
  ),
  'asset.rename': command(
    'slate.svc.{userId}.asset.rename.{assetId}',
    z.looseObject({ name: z.string(), revision, updatedBy: by }),
    assetRecord,
    repeatable,
  ),
  'asset.delete': command(
    'slate.svc.{userId}.asset.delete.{assetId}',
    z.looseObject({ revision, deletedBy: by }),
    z.looseObject({ assetId: token, restorable: z.boolean() }),
    repeatable,
  ),
  'asset.restore': command(
    'slate.svc.{userId}.asset.restore.{assetId}',
    z.looseObject({ restoredBy: by }),
    assetRecord,
    repeatable,
  ),
  /** Adds a component of this kind; one that failed is tried again. */
  'asset.attach': command(
    'slate.svc.{userId}.asset.attach.{assetId}',
    z.looseObject({ kind: z.string(), addedBy: by }),
    assetRecord,
    repeatable,
  ),
  'asset.detach': command(
    'slate.svc.{userId}.asset.detach.{assetId}',
    z.looseObject({ componentId: token, removedBy: by }),
    assetRecord,
    repeatable,
  ),
} as const;
