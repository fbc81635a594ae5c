import { toast } from '../toast.ts';

/**
 * Copies text that may have to be read first. The browser gets the promise at once: some allow a
 * copy only right after the click.
 * @param said the toast afterwards
 */
export async function copyText(text: string | Promise<string>, said = 'Copied'): Promise<void> {
  try {
    await copy(text);
    toast('success', said);
  } catch (error) {
    const why = error instanceof Error && error.message !== '' ? `: ${error.message}` : '';
    toast('failure', `Could not copy${why}`);
  }
}

async function copy(text: string | Promise<string>): Promise<void> {
  if (typeof text === 'string' || typeof ClipboardItem === 'undefined') {
    return navigator.clipboard.writeText(await text);
  }
  const blob = text.then((value) => new Blob([value], { type: 'text/plain' }));
  return navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
}
