import { createServer, type ServerResponse } from 'node:http';
import { messageOf, type Say } from '../log.ts';
import { createPrometheus, type Measured } from './prometheus.ts';

/** What an agent serves over HTTP. */
export interface StatusSource extends Measured {
  /** Whether both streams exist with the expected settings, on the present connection. */
  readonly streamsReady: () => boolean;
}

/** Bound here alone: it is for the machine's own monitoring. */
const HOST = '127.0.0.1';

/**
 * `GET /healthz` (200 while the agent is live and its streams are ready, else 503) and
 * `GET /metrics` for Prometheus. A port in use is reported; the agent works without.
 * @returns the port and how to end it, or null if it could not listen
 */
export async function serveStatus(
  port: number,
  source: StatusSource,
  say: Say,
): Promise<{ readonly port: number; close(): void } | null> {
  const prometheus = createPrometheus(source);
  const server = createServer((request, response) => {
    if (request.method !== 'GET') {
      return answer(response, 405, 'text/plain', 'GET only\n', { allow: 'GET' });
    }
    switch (request.url?.split('?')[0]) {
      case '/healthz': {
        const { healthy, ...health } = describeHealth(source);
        return answer(
          response,
          healthy ? 200 : 503,
          'application/json',
          `${JSON.stringify(health)}\n`,
        );
      }
      case '/metrics':
        prometheus.text().then(
          (text) => answer(response, 200, prometheus.contentType, text),
          (error: unknown) => {
            say(`the metrics could not be collected: ${messageOf(error)}`);
            answer(response, 500, 'text/plain', 'failed\n');
          },
        );
        return;
      default:
        answer(response, 404, 'text/plain', 'only /healthz and /metrics\n');
    }
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, HOST, resolve);
    });
  } catch (error) {
    say(`no status at http://${HOST}:${port} (SLATE_AGENT_HTTP_PORT): ${messageOf(error)}`);
    return null;
  }
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  say(`status at http://${HOST}:${bound}/healthz and /metrics`);
  return {
    port: bound,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** No addresses, paths or error texts: the caller is not known. */
function describeHealth({ client, streamsReady }: StatusSource) {
  const state = client.getState();
  const { queued, parked, degraded, storage } = client.getOutbox();
  const jetstream = state.status === 'live' ? state.jetstream : 'unknown';
  const streams = streamsReady();
  return {
    healthy: state.status === 'live' && streams,
    status: state.status,
    since: state.since,
    jetstream,
    streams: streams ? 'ready' : 'not ready',
    outbox: { queued, parked, degraded, storage },
  };
}

function answer(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    'content-type': contentType,
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(body);
}
