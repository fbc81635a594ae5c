const SUFFIX = '.localhost';

/** The name before `.localhost` in a Host header, in lower case; null if it is another kind. */
export function deploymentHost(host: string | undefined): string | null {
  const name = (host ?? '').toLowerCase().replace(/:\d{1,5}$/, '');
  if (!name.endsWith(SUFFIX)) return null;
  const label = name.slice(0, -SUFFIX.length);
  return /^[a-z0-9_-]{1,64}$/.test(label) ? label : null;
}
