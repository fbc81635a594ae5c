/** The addresses in a setting: one, or several of a cluster, separated by commas. */
export function splitAddresses(text: string): string[] {
  return (
    text
      // A comma that no address follows belongs to a path.
      .split(/,\s*(?=\w+:\/\/)/)
      .map((address) => address.trim())
      .filter((address) => address !== '')
  );
}

/**
 * Gives the addresses in turn, one per dial, the preferred one first: a server that is gone costs
 * one attempt.
 */
export function addressesInTurn(text: string): () => string {
  const addresses = splitAddresses(text);
  let next = 0;
  return () => {
    const address = addresses[next % addresses.length] ?? text;
    next += 1;
    return address;
  };
}
