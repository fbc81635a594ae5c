import { type IncomingMessage, request as ask, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { hasBody, requestLines, responseLines } from './headers.ts';
import { badRequest, noAnswer, type ProxyPage, renderPage, stopping, tooSlow } from './page.ts';
import type { Target } from './target.ts';

const LOOPBACK = '127.0.0.1';
/** Without a byte in either direction, before an answer begins. */
const ANSWER_IDLE_MS = 120_000;
/** Without a byte of a body that is not whole. */
const BODY_IDLE_MS = 60_000;
/** Asked twice they do what they do once. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface Forwarding {
  readonly projectId: string;
  readonly target: Target;
  /** The target of this moment, for a second attempt; null if nothing is live any more. */
  readonly retarget: () => Target | null;
}

/** Answers with a page of the proxy's own. */
export function answerPage(response: ServerResponse, page: ProxyPage): void {
  const { headers, body } = renderPage(page);
  response.writeHead(page.status, { ...headers, connection: 'close' });
  response.end(body);
}

/**
 * Passes a request on to a target and its response back, both as they come. A target that dies
 * before it answers makes a 502, one that dies in its response ends the client's.
 */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  { projectId, target, retarget }: Forwarding,
): void {
  const method = request.method ?? 'GET';
  const withBody = hasBody(request);
  const mayRepeat = IDEMPOTENT.has(method) && !withBody;
  if (withBody) limitSilence(request);

  const attempt = (to: Target, isLast: boolean) => {
    let isStream = false;
    const upstream = ask({
      host: LOOPBACK,
      port: to.port,
      method,
      path: request.url,
      headers: requestLines(request),
      agent: mayRepeat && !isLast ? to.pool : to.single,
    });
    const exchange = to.open('request', () => {
      if (!response.headersSent) answerPage(response, stopping(projectId));
      else if (isStream) response.end();
      else response.destroy();
    });
    const onClose = () => {
      exchange.end();
      request.unpipe(upstream);
      upstream.destroy();
      // What the client still sends has no reader left; unread, it would block the connection.
      request.resume();
    };
    response.once('close', onClose);

    upstream.setTimeout(ANSWER_IDLE_MS, () => {
      if (!response.headersSent) answerPage(response, tooSlow(projectId));
    });
    upstream.on('response', (incoming) => {
      upstream.setTimeout(0);
      if (response.headersSent || response.destroyed) return void incoming.destroy();
      isStream = /^text\/event-stream\b/i.test(incoming.headers['content-type'] ?? '');
      if (isStream) exchange.becomesStream();
      response.writeHead(
        incoming.statusCode ?? 502,
        incoming.statusMessage,
        responseLines(incoming),
      );
      response.flushHeaders();
      pipeline(incoming, response, () => undefined);
    });
    upstream.on('error', () => {
      if (response.headersSent || response.destroyed) return;
      const next = mayRepeat && !isLast ? retarget() : null;
      if (next === null) return answerPage(response, noAnswer(projectId));
      // In this order: a target that waits to be idle must not stop between two attempts.
      attempt(next, true);
      response.off('close', onClose);
      exchange.end();
    });
    if (withBody) request.pipe(upstream);
    else upstream.end();
  };

  try {
    attempt(target, false);
  } catch {
    // Node refuses to send such a path or header on.
    answerPage(response, badRequest);
  }
}

/** Ends a connection whose request body stands still. */
function limitSilence(request: IncomingMessage): void {
  const { socket } = request;
  socket.setTimeout(BODY_IDLE_MS);
  request.once('end', () => socket.setTimeout(0));
}
