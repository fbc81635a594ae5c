import * as z from 'zod/mini';
import { isText } from '../mediaType.ts';

/** What the agent can find out about a file, or make from it. */
export const componentKinds = ['image', 'thumbnail', 'media', 'text'] as const;
export type ComponentKind = (typeof componentKinds)[number];

export const isComponentKind = (kind: string): kind is ComponentKind =>
  componentKinds.some((known) => known === kind);

/** One file to look into. */
export const processingJob = z.object({
  /** Absolute. */
  path: z.string(),
  type: z.string(),
  kinds: z.array(z.enum(componentKinds)),
  /** Where a thumbnail goes, absolute. */
  thumbnailPath: z.string(),
});
export type ProcessingJob = z.infer<typeof processingJob>;

const facts = z.record(z.string(), z.union([z.string(), z.number()]));

/** What became of one kind. */
export const processingResult = z.discriminatedUnion('status', [
  z.object({ kind: z.enum(componentKinds), status: z.literal('ready'), facts }),
  z.object({ kind: z.enum(componentKinds), status: z.literal('failed'), reason: z.string() }),
]);
export type ProcessingResult = z.infer<typeof processingResult>;

const pictures = new Set([
  'image/png',
  'image/apng',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'image/avif',
  'image/tiff',
  'image/svg+xml',
]);

/** What a file of this type gets by itself. */
export function kindsFor(type: string): readonly ComponentKind[] {
  if (pictures.has(type)) return ['image', 'thumbnail'];
  if (type.startsWith('audio/') || type.startsWith('video/')) return ['media'];
  return isText(type) ? ['text'] : [];
}
