import { hitsIn, type MessageHits, type Pattern } from './pattern.ts';

export interface SearchJob {
  readonly id: number;
  readonly pattern: Pattern;
  readonly messages: readonly string[];
}

export type SearchAnswer =
  | { readonly kind: 'ready' }
  /** Null for messages without a match. */
  | { readonly kind: 'done'; readonly id: number; readonly found: readonly (MessageHits | null)[] };

const answer = (message: SearchAnswer) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none.
  postMessage(message);
};

addEventListener('message', ({ data }: MessageEvent<SearchJob>) => {
  const { id, pattern, messages } = data;
  const expression = new RegExp(pattern.source, pattern.flags);
  const found = messages.map((message) => hitsIn(message, expression, pattern.maxLength));
  answer({ kind: 'done', id, found });
});
answer({ kind: 'ready' });
