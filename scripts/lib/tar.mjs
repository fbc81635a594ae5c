const block = 512;

/**
 * The content of the first regular file in a tar archive whose path ends with `/name`.
 * @param {Uint8Array} tar uncompressed
 * @param {string} name
 * @returns {Uint8Array | undefined}
 */
export function fileInTar(tar, name) {
  const text = new TextDecoder();
  const field = (/** @type {number} */ from, /** @type {number} */ length) =>
    text.decode(tar.subarray(from, from + length)).replace(/\0[^]*$/, '');
  for (let at = 0; at + block <= tar.length; ) {
    const path = field(at, 100);
    if (path === '') return undefined;
    const size = Number.parseInt(field(at + 124, 12).trim(), 8);
    if (!Number.isInteger(size)) return undefined;
    const isFile = ['0', ''].includes(field(at + 156, 1));
    const start = at + block;
    if (isFile && path.endsWith(`/${name}`)) return tar.subarray(start, start + size);
    at = start + Math.ceil(size / block) * block;
  }
  return undefined;
}
