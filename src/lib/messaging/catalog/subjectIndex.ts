import { paramOf, parseSubject } from './subjects.ts';

interface Indexed<Value> {
  readonly template: string;
  readonly value: Value;
}

/** One token of the templates that begin alike. */
interface Node<Value> {
  readonly literals: Map<string, Node<Value>>;
  /** Any id. */
  param: Node<Value> | null;
  readonly ends: Indexed<Value>[];
}

const newNode = <Value>(): Node<Value> => ({ literals: new Map(), param: null, ends: [] });

/** Templates by their tokens: how long a look-up takes does not grow with their number. */
export class SubjectIndex<Value> {
  readonly #root = newNode<Value>();

  add(template: string, value: Value): void {
    let node = this.#root;
    for (const token of template.split('.')) {
      let next = paramOf(token) === null ? node.literals.get(token) : node.param;
      if (!next) {
        next = newNode();
        if (paramOf(token) === null) node.literals.set(token, next);
        else node.param = next;
      }
      node = next;
    }
    node.ends.push({ template, value });
  }

  /** What a subject was made from, with its ids. */
  find(
    subject: string,
  ): readonly { readonly value: Value; readonly ids: Record<string, string> }[] {
    return this.overlapping(subject).flatMap(({ template, value }) => {
      const ids = parseSubject(template, subject);
      return ids === null ? [] : [{ value, ids }];
    });
  }

  /** The templates that could make a subject of the pattern. */
  overlapping(pattern: string): readonly Indexed<Value>[] {
    const found: Indexed<Value>[] = [];
    collect(this.#root, pattern.split('.'), 0, found);
    return found;
  }
}

function collect<Value>(
  { literals, param, ends }: Node<Value>,
  tokens: readonly string[],
  place: number,
  found: Indexed<Value>[],
): void {
  const token = tokens[place];
  if (token === undefined) {
    found.push(...ends);
    return;
  }
  if (token === '>') {
    for (const child of childrenOf(literals, param)) collectAll(child, found);
    return;
  }
  if (param) collect(param, tokens, place + 1, found);
  if (token === '*') {
    for (const child of literals.values()) collect(child, tokens, place + 1, found);
  } else {
    const child = literals.get(token);
    if (child) collect(child, tokens, place + 1, found);
  }
}

/** The node's own templates and all that are longer. */
function collectAll<Value>({ literals, param, ends }: Node<Value>, found: Indexed<Value>[]): void {
  found.push(...ends);
  for (const child of childrenOf(literals, param)) collectAll(child, found);
}

const childrenOf = <Value>(literals: ReadonlyMap<string, Value>, param: Value | null) =>
  param === null ? literals.values() : [param, ...literals.values()];
