import type { BuildAnnotation } from '../../src/catalogs/slate/index.ts';

export type AnnotationLevel = BuildAnnotation['level'];

/** What a line of a step's output says beyond its text. */
export type WorkflowCommand =
  | { readonly kind: 'group'; readonly name: string }
  | { readonly kind: 'endgroup' }
  | {
      readonly kind: 'annotation';
      readonly level: AnnotationLevel;
      readonly message: string;
      /** Text from the output: never a path to open. */
      readonly file?: string;
      readonly line?: number;
      readonly column?: number;
      readonly title?: string;
    };

/** Names are shown in one row each. */
const MAX_NAME_CHARS = 200;
const MAX_FILE_CHARS = 1_000;
/** Nobody has a longer file; beyond it, numbers lose digits. */
const MAX_LINE = 1_000_000_000;

/** `::name key=value,key=value::text` */
const COLONS = /^::([a-z]+)(?: ([^\n]*?))?::([^\n]*)$/i;
/** `##[name]text` */
const BRACKETS = /^##\[([a-z]+)\](.*)$/i;

/**
 * Reads a line as GitHub Actions (`::error file=a.ts,line=3::message`) and Azure Pipelines
 * (`##[error]message`) do. Null for everything else, malformed commands included: they stay text.
 */
export function readWorkflowCommand(line: string): WorkflowCommand | null {
  const text = line.trimStart();
  if (text.startsWith('::')) {
    const [, name = '', properties = '', data = ''] = COLONS.exec(text) ?? [];
    return commandOf(name, readProperties(properties), unescapeData(data));
  }
  if (text.startsWith('##[')) {
    const [, name = '', data = ''] = BRACKETS.exec(text) ?? [];
    return commandOf(name, new Map(), data);
  }
  return null;
}

function commandOf(
  name: string,
  properties: ReadonlyMap<string, string>,
  text: string,
): WorkflowCommand | null {
  switch (name.toLowerCase()) {
    case 'group':
      return groupNamed(oneLine(text, MAX_NAME_CHARS));
    case 'endgroup':
      return { kind: 'endgroup' };
    case 'error':
      return annotation('error', properties, text);
    case 'warning':
      return annotation('warning', properties, text);
    case 'notice':
      return annotation('notice', properties, text);
    default:
      return null;
  }
}

const groupNamed = (name: string): WorkflowCommand | null =>
  name === '' ? null : { kind: 'group', name };

function annotation(
  level: AnnotationLevel,
  properties: ReadonlyMap<string, string>,
  text: string,
): WorkflowCommand | null {
  const title = oneLine(properties.get('title') ?? '', MAX_NAME_CHARS);
  const message = text.trim() === '' ? title : text;
  if (message === '') return null;
  const file = oneLine(properties.get('file') ?? '', MAX_FILE_CHARS);
  const line = positionOf(properties.get('line'));
  const column = positionOf(properties.get('col'));
  return {
    kind: 'annotation',
    level,
    message,
    ...(file === '' ? {} : { file }),
    ...(line === null ? {} : { line }),
    ...(line === null || column === null ? {} : { column }),
    ...(title === '' ? {} : { title }),
  };
}

function readProperties(text: string): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  for (const property of text.split(',')) {
    const cut = property.indexOf('=');
    if (cut < 0) continue;
    const key = property.slice(0, cut).trim().toLowerCase();
    properties.set(key, unescapeProperty(property.slice(cut + 1).trim()));
  }
  return properties;
}

/** A line or column, counted from 1; null for what is none. */
function positionOf(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return null;
  const number = Number(text);
  return number >= 1 && number <= MAX_LINE ? number : null;
}

const unescapeData = (text: string) =>
  text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%25', '%')
    .replace(/\r\n?/g, '\n');

const unescapeProperty = (text: string) =>
  text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');

const oneLine = (text: string, maxChars: number) =>
  cutText(text.replace(/\s+/g, ' ').trim(), maxChars);

/** The beginning of a text, with an ellipsis if there is more; no character is cut in two. */
export function cutText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const kept = text.slice(0, maxChars - 1);
  return `${kept.isWellFormed() ? kept : kept.slice(0, -1)}…`;
}
