import { plainText } from '../terminal/controls.ts';
import { type LogBuffer } from './LogBuffer.ts';
import { isLine, type LogRow } from './logRow.ts';

/** A row as plain text: without colours and numbers. */
export function rowText(row: LogRow): string {
  if (isLine(row)) return plainText(row.message);
  return `--- ${row.text}`;
}

/** Everything the buffer holds as text, one line per row. */
export function logText(buffer: LogBuffer): string {
  return linesText([...buffer.rows()].map(rowText));
}

/** Lines as the text of a file. */
export function linesText(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** Hands text to the browser as a file. */
export function saveText(text: string | readonly Blob[], fileName: string): void {
  const parts = typeof text === 'string' ? [text] : [...text];
  const url = URL.createObjectURL(new Blob(parts, { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // Not at once: Safari still reads it.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
