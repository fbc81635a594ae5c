/** Those that are measured side by side; each is a page of its name. */
export const candidates = ['bare-core', 'bare-pull', 'xterm', 'virtuoso', 'slate'] as const;
export type Candidate = (typeof candidates)[number];
