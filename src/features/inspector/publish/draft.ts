import type { KeptMessage } from '../../../lib/inspect/message.ts';

/** What the form begins with. */
export type SendDraft =
  | { readonly kind: 'pattern'; readonly pattern: string }
  /** An event or a command of the catalog. */
  | { readonly kind: 'entry'; readonly name: string }
  | { readonly kind: 'message'; readonly message: KeptMessage };
