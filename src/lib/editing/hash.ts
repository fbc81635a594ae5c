/**
 * 53 bits of a text or of bytes, in hexadecimal: finds what was lost or damaged on the way, at once
 * and alike in the page and the agent. It proves nothing against somebody who means harm.
 */
export function contentHash(content: string | Uint8Array): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  const { length } = content;
  for (let index = 0; index < length; index++) {
    const unit = typeof content === 'string' ? content.charCodeAt(index) : (content[index] ?? 0);
    a = Math.imul(a ^ unit, 2_654_435_761);
    b = Math.imul(b ^ unit, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  const high = (b & 0x1f_ffff).toString(16).padStart(6, '0');
  return `${high}${(a >>> 0).toString(16).padStart(8, '0')}`;
}
