import { type LanguageSupport, StreamLanguage, type StreamParser } from '@codemirror/language';

type Load = () => Promise<LanguageSupport | StreamLanguage<unknown>>;

const legacy = (load: () => Promise<StreamParser<unknown>>): Load => {
  return async () => StreamLanguage.define(await load());
};
const script = (jsx: boolean, typescript: boolean): Load => {
  return async () => (await import('@codemirror/lang-javascript')).javascript({ jsx, typescript });
};

const javascript = script(true, false);
const typescript = script(false, true);
const json: Load = async () => (await import('@codemirror/lang-json')).json();
const html: Load = async () => (await import('@codemirror/lang-html')).html();
const css: Load = async () => (await import('@codemirror/lang-css')).css();
const markdown: Load = async () => (await import('@codemirror/lang-markdown')).markdown();
const yaml = legacy(async () => (await import('@codemirror/legacy-modes/mode/yaml')).yaml);
const shell = legacy(async () => (await import('@codemirror/legacy-modes/mode/shell')).shell);
const python = legacy(async () => (await import('@codemirror/legacy-modes/mode/python')).python);
const xml = legacy(async () => (await import('@codemirror/legacy-modes/mode/xml')).xml);
const toml = legacy(async () => (await import('@codemirror/legacy-modes/mode/toml')).toml);
const sass = legacy(async () => (await import('@codemirror/legacy-modes/mode/css')).sCSS);
const clike = (name: 'c' | 'cpp' | 'java' | 'csharp' | 'kotlin') =>
  legacy(async () => (await import('@codemirror/legacy-modes/mode/clike'))[name]);
const dockerfile = legacy(
  async () => (await import('@codemirror/legacy-modes/mode/dockerfile')).dockerFile,
);

const byExtension: Readonly<Record<string, Load>> = {
  js: javascript,
  mjs: javascript,
  cjs: javascript,
  jsx: javascript,
  ts: typescript,
  mts: typescript,
  cts: typescript,
  tsx: script(true, true),
  json,
  jsonc: json,
  webmanifest: json,
  html,
  htm: html,
  svelte: html,
  vue: html,
  css,
  scss: sass,
  md: markdown,
  markdown,
  yml: yaml,
  yaml,
  sh: shell,
  bash: shell,
  zsh: shell,
  py: python,
  svg: xml,
  xml,
  toml,
  conf: legacy(async () => (await import('@codemirror/legacy-modes/mode/nginx')).nginx),
  ini: legacy(async () => (await import('@codemirror/legacy-modes/mode/properties')).properties),
  go: legacy(async () => (await import('@codemirror/legacy-modes/mode/go')).go),
  rs: legacy(async () => (await import('@codemirror/legacy-modes/mode/rust')).rust),
  rb: legacy(async () => (await import('@codemirror/legacy-modes/mode/ruby')).ruby),
  sql: legacy(async () => (await import('@codemirror/legacy-modes/mode/sql')).standardSQL),
  diff: legacy(async () => (await import('@codemirror/legacy-modes/mode/diff')).diff),
  patch: legacy(async () => (await import('@codemirror/legacy-modes/mode/diff')).diff),
  c: clike('c'),
  h: clike('c'),
  cc: clike('cpp'),
  cpp: clike('cpp'),
  hpp: clike('cpp'),
  java: clike('java'),
  cs: clike('csharp'),
  kt: clike('kotlin'),
};

/** How to fetch the highlighting of a file, by its name; null for plain text. */
export function languageOf(path: string): Load | null {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (name === 'dockerfile' || name === 'containerfile') return dockerfile;
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return Object.hasOwn(byExtension, extension) ? (byExtension[extension] ?? null) : null;
}
