import type { Plugin } from 'vite';

/** The one file that nats.ws is built into, in its ESM form. */
const DRIVER = /\/nats\.ws\/esm\/nats\.js(\?|$)/;
/** The sign-in with a JWT, which alone needs nkeys; its import is answered with a copy of its own. */
const SIGN_IN = /\/connection\/jwt\.ts$/;

/**
 * A page loads of nats.ws what it uses. The package is one file whose connections mention
 * JetStream, key-value and object stores and services, so bundlers keep all of them: 57 kB of a
 * page's 200, against 20.
 */
export function slimNatsWs(): Plugin {
  return {
    name: 'slim-nats-ws',
    apply: 'build',
    enforce: 'pre',
    resolveId: {
      filter: { id: /^nats\.ws$/ },
      async handler(source, importer) {
        if (!importer || !SIGN_IN.test(importer)) return null;
        const found = await this.resolve(source, importer, { skipSelf: true });
        return found && { ...found, id: `${found.id}?sign-in` };
      },
    },
    transform: {
      filter: { id: DRIVER },
      handler: (code) => ({ code: slimmed(code), map: null }),
    },
  };
}

/**
 * The driver without the methods that lead to unused parts, and with the rest's side effects marked
 * as none.
 * @throws Error when the text is not the one that this was written for
 */
export function slimmed(code: string): string {
  return edits.reduce((text, [what, pattern, replacement]) => {
    const parts = text.split(pattern);
    if (parts.length === 1) throw new Error(`nats.ws has changed: ${what} is not found.`);
    return text.replace(pattern, replacement);
  }, code);
}

type Edit = readonly [what: string, pattern: RegExp, replacement: string];

const edits: readonly Edit[] = [
  ['jetstreamManager()', /^ {4}async jetstreamManager\(opts = \{\}\) \{.*?^ {4}\}\n/ms, ''],
  ['jetstream()', /^ {4}jetstream\(opts = \{\}\) \{.*?^ {4}\}\n/ms, ''],
  ['services', /^ {4}get services\(\) \{.*?^ {4}\}\n/ms, ''],
  [
    'SHA-256',
    /^function t\(t, e\) \{.*?^var U = x\.exports, .*?;\n/ms,
    'const J = /*#__PURE__*/ (() => {\n$&return J;\n})();\n',
  ],
  [
    'Ed25519',
    /^(\(function\(nacl\) \{.*?^)\}\)\(typeof module .*?\);\nconst nacl = .*?;\n/ms,
    'const nacl = /*#__PURE__*/ $1return nacl;\n})({});\n',
  ],
  [
    'its parts',
    /^const denoHelper = (\{.*?^\});/ms,
    'const denoHelper = /*#__PURE__*/ (() => ($1))();',
  ],
  ['its use', /^let helper;$/m, 'let helper = denoHelper;'],
  ['its choice', /^setEd25519Helper\(denoHelper\);\n/m, ''],
  [
    'enumerations',
    /^var (\w+);\n(\(function\(\1\) \{.*?^)\}\)\(\1 \|\| \(\1 = \{\}\)\);/gms,
    'var $1 = /*#__PURE__*/ $2return $1;\n})({});',
  ],
];
