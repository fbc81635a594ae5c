import type { AsyncApiServer } from '../../lib/schema/asyncApi/index.ts';

/** An address without what only its reader may know, such as a password; null for none. */
export function serverOf(url: string): AsyncApiServer | null {
  if (!URL.canParse(url)) return null;
  const { host, protocol } = new URL(url);
  return { host, protocol: protocol.replace(/:$/, '') };
}
