/** How an address names a line of a file: `/projects/p1/files/src/main.ts#L12`. */
export const lineHash = (line: number): string => `L${line}`;

/** The line that an address names, from 1; null for none. @param hash with or without its "#" */
export function lineOfHash(hash: string): number | null {
  const [, digits] = /^#?L([1-9]\d{0,8})$/.exec(hash) ?? [];
  return digits === undefined ? null : Number(digits);
}
