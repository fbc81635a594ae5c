import type { IncomingMessage } from 'node:http';

/** RFC 9110, 7.6.1: of one connection alone. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
/** The proxy says these itself; a client's word for them would be a forgery. */
const FORWARDED = /^(?:forwarded|x-forwarded-(?:for|host|proto|port))$/;

/** Header lines as they go on, name and value in turn: spelling, order and repetitions are kept. */
export type HeaderLines = readonly string[];

/** Of a message's header lines those that are for its other end. */
function endToEnd({ rawHeaders, headers }: IncomingMessage): string[] {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const dropped = new Set([...HOP_BY_HOP, ...named]);
  const lines: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    if (!dropped.has(name.toLowerCase())) lines.push(name, value);
  }
  return lines;
}

/** A request's header lines for the target: its own Host, and who asked. */
export function forwardedLines(request: IncomingMessage): string[] {
  const lines = endToEnd(request);
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at += 2) {
    const name = (lines[at] ?? '').toLowerCase();
    // The proxy has sent the client its 100 already.
    if (FORWARDED.test(name) || name === 'expect') continue;
    kept.push(...lines.slice(at, at + 2));
  }
  kept.push(
    ...['X-Forwarded-For', request.socket.remoteAddress ?? 'unknown'],
    ...['X-Forwarded-Host', request.headers.host ?? ''],
    ...['X-Forwarded-Proto', 'http'],
  );
  return kept;
}

/** A request's header lines, with its body's framing. */
export function requestLines(request: IncomingMessage): string[] {
  const isChunked = request.headers['transfer-encoding'] !== undefined;
  return [...forwardedLines(request), ...(isChunked ? ['Transfer-Encoding', 'chunked'] : [])];
}

/** The header lines of a target's response, for the client. */
export const responseLines = (response: IncomingMessage): string[] => endToEnd(response);

/** A response's head as bytes, for a socket that has left HTTP. */
export function rawHead(
  { statusCode, statusMessage }: IncomingMessage,
  lines: HeaderLines,
): string {
  const head = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let at = 0; at < lines.length; at += 2) head.push(`${lines[at]}: ${lines[at + 1]}`);
  return `${head.join('\r\n')}\r\n\r\n`;
}

export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
