/**
 * The addresses in a setting: one, or several of a cluster, separated by commas. A comma that no
 * address follows belongs to a path.
 * @param {string} text
 * @returns {string[]}
 */
export function splitAddresses(text) {
  return text.split(/,\s*(?=\w+:\/\/)/).map((address) => address.trim());
}
