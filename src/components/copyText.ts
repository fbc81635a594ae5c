/**
 * Copies text that may have to be read first. The browser gets the promise at once, as some allow
 * a copy only right after the click.
 * @throws where the browser does not allow it, and what the text's promise rejects with
 */
export async function copyText(text: string | Promise<string>): Promise<void> {
  if (typeof text === 'string' || typeof ClipboardItem === 'undefined') {
    return navigator.clipboard.writeText(await text);
  }
  const blob = text.then((value) => new Blob([value], { type: 'text/plain' }));
  return navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
}
