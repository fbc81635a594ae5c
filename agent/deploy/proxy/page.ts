import type { OutgoingHttpHeaders } from 'node:http';

/** What the proxy itself answers, where no deployment can. */
export interface ProxyPage {
  readonly status: number;
  readonly title: string;
  readonly text: string;
}

const STYLE =
  ':root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;' +
  'margin:15vh auto 0;padding:0 1.5rem}h1{font-size:1.25rem;margin:0 0 .5rem}p{margin:0;opacity:.8}';

const escape = (text: string) =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const bodyOf = ({ title, text }: ProxyPage) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<title>${escape(title)}</title><style>${STYLE}</style><h1>${escape(title)}</h1><p>${escape(text)}</p></html>\n`;

/** A page as an HTTP response. */
export function renderPage(page: ProxyPage): {
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
} {
  const body = bodyOf(page);
  return {
    body,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      ...(page.status === 503 ? { 'retry-after': '1' } : {}),
    },
  };
}

export const unknownHost = (host: string | undefined): ProxyPage => ({
  status: 404,
  title: 'No deployment here',
  text: `No project of this agent answers at “${(host ?? '').slice(0, 100)}”. Deployments answer at <project id>.localhost.`,
});

export const nothingLive = (projectId: string): ProxyPage => ({
  status: 503,
  title: `${projectId} is not deployed`,
  text: 'Nothing of this project is live. Deploy one of its builds on its Deployments page.',
});

export const noAnswer = (projectId: string): ProxyPage => ({
  status: 502,
  title: `${projectId} does not answer`,
  text: 'Its process closed the connection before it answered. Its log says why.',
});

export const tooSlow = (projectId: string): ProxyPage => ({
  status: 504,
  title: `${projectId} takes too long`,
  text: 'Its process has not answered in time. Its log may say why.',
});

export const stopping = (projectId: string): ProxyPage => ({
  status: 503,
  title: `${projectId} is being stopped`,
  text: 'The process that had this request was stopped before it answered. Try again.',
});

export const badRequest: ProxyPage = {
  status: 400,
  title: 'Bad request',
  text: 'The request’s path is not one that can be forwarded.',
};
