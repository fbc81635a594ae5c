/** Subjects counted one by one; publishers choose subjects, so they need a limit. */
const MAX_NODES = 5_000;
/** Of one branch, so that a flood of ids in one place leaves room for the rest. */
const MAX_CHILDREN = 500;
const MAX_DEPTH = 16;
const MIN_TICK_MS = 900;

export interface TreeLimits {
  readonly nodes: number;
  readonly children: number;
}

class Node {
  readonly token: string;
  readonly path: string;
  readonly children = new Map<string, Node>();
  /** Of messages on this very subject. */
  own = 0;
  bytes = 0;
  lastAt = 0;
  /** Messages below it whose subjects are not counted one by one. */
  other = 0;
  atTick = 0;
  rate = 0;

  constructor(token: string, path: string) {
    this.token = token;
    this.path = path;
  }
}

/** A row of the tree, as it is shown. */
export interface SubjectRow {
  /** The subject up to here. */
  readonly path: string;
  readonly token: string;
  readonly depth: number;
  /** Of this subject and all below it. */
  readonly messages: number;
  readonly bytes: number;
  /** Messages a second. */
  readonly rate: number;
  /** By this client's clock. */
  readonly lastAt: number;
  readonly hasChildren: boolean;
  /** Messages below it whose subjects are not counted one by one. */
  readonly other: number;
}

interface Total {
  messages: number;
  bytes: number;
  rate: number;
  lastAt: number;
  other: number;
}

/** How many messages came under which subject. Every message is counted, whatever is shown. */
export class SubjectTree {
  readonly #limits: TreeLimits;
  #root = new Node('', '');
  /** Of subjects that have a node of their own. */
  #nodes = new Map<string, Node>();
  #size = 0;
  #tickedAt = 0;

  constructor(limits: TreeLimits = { nodes: MAX_NODES, children: MAX_CHILDREN }) {
    this.#limits = limits;
  }

  /** Subjects and their parts that are counted one by one. */
  get size(): number {
    return this.#size;
  }

  count(subject: string, bytes: number, at: number): void {
    const known = this.#nodes.get(subject);
    const node = known ?? this.#find(subject);
    node.bytes += bytes;
    node.lastAt = at;
    if (known || node.path === subject) node.own += 1;
    else node.other += 1;
  }

  /** Works the rates out, about once a second. @returns whether one has changed */
  tick(now: number): boolean {
    const passed = now - this.#tickedAt;
    if (passed >= 0 && passed < MIN_TICK_MS) return false;
    const isFirst = this.#tickedAt === 0;
    this.#tickedAt = now;
    let changed = false;
    const visit = (node: Node) => {
      const messages = node.own + node.other;
      const rate = isFirst || passed <= 0 ? 0 : ((messages - node.atTick) * 1_000) / passed;
      changed ||= rate !== node.rate;
      node.rate = rate;
      node.atTick = messages;
      for (const child of node.children.values()) visit(child);
    };
    visit(this.#root);
    return changed;
  }

  /** The whole tree's numbers, and the rows below the branches that are open. */
  rows(isOpen: (path: string) => boolean): { readonly total: Total; readonly rows: SubjectRow[] } {
    const totals = new Map<Node, Total>();
    const add = (node: Node): Total => {
      const total: Total = {
        messages: node.own + node.other,
        bytes: node.bytes,
        rate: node.rate,
        lastAt: node.lastAt,
        other: node.other,
      };
      for (const child of node.children.values()) {
        const part = add(child);
        total.messages += part.messages;
        total.bytes += part.bytes;
        total.rate += part.rate;
        total.lastAt = Math.max(total.lastAt, part.lastAt);
      }
      totals.set(node, total);
      return total;
    };
    const total = add(this.#root);
    const rows: SubjectRow[] = [];
    const list = (node: Node, depth: number) => {
      const children = [...node.children.values()].sort((a, b) => (a.token < b.token ? -1 : 1));
      for (const child of children) {
        const hasChildren = child.children.size > 0;
        const { token, path } = child;
        rows.push({ token, path, depth, hasChildren, ...(totals.get(child) ?? total) });
        if (hasChildren && isOpen(path)) list(child, depth + 1);
      }
    };
    list(this.#root, 0);
    return { total, rows };
  }

  clear(): void {
    this.#root = new Node('', '');
    this.#nodes = new Map();
    this.#size = 0;
    this.#tickedAt = 0;
  }

  /** The subject's node, or the nearest one above that may have no more. */
  #find(subject: string): Node {
    const tokens = subject.split('.', MAX_DEPTH);
    let node = this.#root;
    for (const token of tokens) {
      let child = node.children.get(token);
      if (!child) {
        const { nodes, children } = this.#limits;
        if (this.#size >= nodes || node.children.size >= children) return node;
        child = new Node(token, node.path === '' ? token : `${node.path}.${token}`);
        node.children.set(token, child);
        this.#size += 1;
      }
      node = child;
    }
    if (node.path === subject) this.#nodes.set(subject, node);
    return node;
  }
}
