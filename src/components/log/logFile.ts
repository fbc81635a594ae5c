import { plainText } from './controls.ts';
import type { LogBuffer } from './LogBuffer.ts';

/** Everything the buffer holds as text: one line per row, without colours and numbers. */
export function logText(buffer: LogBuffer): string {
  const lines: string[] = [];
  for (const row of buffer.rows()) {
    lines.push(row.kind === 'marker' ? `--- ${row.text}` : plainText(row.message));
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** Hands text to the browser as a file. */
export function saveText(text: string, fileName: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // Not at once: Safari still reads it.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
