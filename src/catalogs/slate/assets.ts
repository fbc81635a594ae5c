import * as z from 'zod/mini';
import { count, revision, time, token } from '../../lib/messaging/catalog/fields.ts';

/** Text of a file's own tags, or words for people. */
const words = z.optional(z.string());
const figure = z.optional(count);

/** Something that the agent found out about an asset, or made from it. */
export const assetComponent = z.looseObject({
  componentId: token,
  /** image, thumbnail, media, text, or one that this version does not know. */
  kind: z.string(),
  status: z.enum(['pending', 'ready', 'failed']),
  /** Why it failed. */
  reason: words,
  width: figure,
  height: figure,
  /** Frames of an animation, pages of a document. */
  pages: figure,
  format: words,
  durationMs: figure,
  codec: words,
  /** Bits per second. */
  bitrate: figure,
  sampleRate: figure,
  channels: figure,
  title: words,
  artist: words,
  album: words,
  lines: figure,
  encoding: words,
  /** Bytes of what can be read of it with asset.read, and its media type; left out if nothing can. */
  size: figure,
  type: words,
});
export type AssetComponent = z.infer<typeof assetComponent>;

const assetShape = {
  assetId: token,
  /** Of the file in the project's assets directory. */
  name: z.string(),
  /** Bytes. */
  size: count,
  /** Media type, by the file's content. */
  type: z.string(),
  /** SHA-256, in hexadecimal. */
  digest: z.string(),
  createdAt: time,
  createdBy: z.string(),
  revision,
  components: z.array(assetComponent),
};

/** A file that was uploaded to a project, as its agent describes it. */
export const assetRecord = z.looseObject({ projectId: token, ...assetShape });
export type AssetRecord = z.infer<typeof assetRecord>;

const optionalShape = {
  assetId: z.optional(assetShape.assetId),
  name: z.optional(assetShape.name),
  size: z.optional(assetShape.size),
  type: z.optional(assetShape.type),
  digest: z.optional(assetShape.digest),
  createdAt: z.optional(assetShape.createdAt),
  createdBy: z.optional(assetShape.createdBy),
  revision: z.optional(assetShape.revision),
  components: z.optional(assetShape.components),
};

/** `data` of the asset events, by action; who did it is for people. */
export const assetData = {
  created: z.looseObject({
    ...optionalShape,
    /** It was deleted before, and is back. */
    restoredBy: words,
  }),
  updated: z.looseObject({ ...optionalShape, previousName: words, updatedBy: words }),
  deleted: z.looseObject({ ...optionalShape, deletedBy: words }),
  componentAdded: z.looseObject({
    revision: z.optional(revision),
    component: z.optional(assetComponent),
    /** Left out where the agent added it by itself. */
    addedBy: words,
  }),
  componentRemoved: z.looseObject({
    revision: z.optional(revision),
    component: z.optional(z.looseObject({ componentId: token })),
    removedBy: words,
  }),
};
