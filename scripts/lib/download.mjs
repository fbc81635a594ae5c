/**
 * @typedef {object} DownloadLimits
 * @property {number} headersMs until the server must have answered
 * @property {number} stallMs that the body may stand still
 */

/** @type {DownloadLimits} */
const defaultLimits = { headersMs: 5000, stallMs: 5000 };

/**
 * Fetches a file into memory. A server that hangs, at any point, fails within the limits: whoever
 * is offline wants to hear so in seconds.
 * @param {string} url
 * @param {DownloadLimits} [limits]
 * @returns {Promise<Uint8Array>}
 */
export async function download(url, limits = defaultLimits) {
  const abort = new AbortController();
  const giveUp = (/** @type {string} */ what, /** @type {number} */ ms) =>
    setTimeout(() => abort.abort(new Error(`${url}: ${what} for ${ms} ms`)), ms);
  let timer = giveUp('no answer', limits.headersMs);
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok || !response.body) throw new Error(`${url}: HTTP ${response.status}`);
    /** @type {Uint8Array[]} */
    const chunks = [];
    const reader = response.body.getReader();
    for (;;) {
      clearTimeout(timer);
      timer = giveUp('stalled', limits.stallMs);
      const { done, value } = await reader.read();
      if (done) return Buffer.concat(chunks);
      chunks.push(value);
    }
  } finally {
    clearTimeout(timer);
  }
}
