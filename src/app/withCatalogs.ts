/** Opens the catalogs beside Slate's own, for code that reads them without naming them. */
export async function withAllCatalogs<Code>(code: Promise<Code>): Promise<Code> {
  await import('../catalogs/open/index.ts');
  return code;
}

/** Lets the page ask for files and assets: the first page does not. */
export async function withContentCommands<Code>(code: Promise<Code>): Promise<Code> {
  const { openContentCommands } = await import('../catalogs/open/content.ts');
  openContentCommands();
  return code;
}
