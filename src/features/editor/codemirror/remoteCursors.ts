import { type EditorState, type Extension, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view';
import { ySyncAnnotation } from 'y-codemirror.next';
import type * as Y from 'yjs';
import type { Cursor } from '../../../hooks/index.ts';
import { indexOf } from './places.ts';

/** Somebody else's caret, and where it is in this text. */
interface Placed {
  readonly cursor: Cursor;
  /** Null while the text that it is in has not arrived. */
  readonly head: number | null;
  readonly anchor: number | null;
  /** Grows with each move, so that the name is shown again. */
  readonly moves: number;
}

interface Cursors {
  readonly placed: ReadonlyMap<string, Placed>;
  readonly decorations: DecorationSet;
}

const none: Cursors = { placed: new Map(), decorations: Decoration.none };

/** Sets whose carets are shown, and the shared text that their places are in. */
export const showCursors = StateEffect.define<{
  readonly cursors: readonly Cursor[];
  readonly text: Y.Text;
}>();

const field = StateField.define<Cursors & { readonly text: Y.Text | null }>({
  create: () => ({ ...none, text: null }),
  update(value, transaction) {
    let { placed, text } = value;
    if (transaction.docChanged) {
      const move = (place: number | null, assoc: number) =>
        place === null ? null : transaction.changes.mapPos(place, assoc);
      placed = new Map(
        [...placed].map(([key, one]) => [
          key,
          { ...one, head: move(one.head, 1), anchor: move(one.anchor, 1) },
        ]),
      );
      // What others typed may be what a caret waits for.
      const isRemote = transaction.annotation(ySyncAnnotation) !== undefined;
      if (isRemote && text) placed = placeMissing(placed, text);
    }
    for (const effect of transaction.effects) {
      if (!effect.is(showCursors)) continue;
      const isSameText = text === effect.value.text;
      ({ text } = effect.value);
      placed = placeAll(isSameText ? placed : new Map(), effect.value.cursors, text);
    }
    if (placed === value.placed) return value;
    return { placed, text, decorations: decorate(placed, transaction.state) };
  },
  provide: (self) => EditorView.decorations.from(self, ({ decorations }) => decorations),
});

/** The carets and selections of others. */
export const remoteCursors: Extension = field;

function placeAll(before: ReadonlyMap<string, Placed>, cursors: readonly Cursor[], text: Y.Text) {
  return new Map(
    cursors.map((cursor): [string, Placed] => {
      const key = `${cursor.userId} ${cursor.sessionId}`;
      const known = before.get(key);
      if (known?.cursor === cursor) return [key, known];
      return [key, place(cursor, text, known)];
    }),
  );
}

function placeMissing(placed: ReadonlyMap<string, Placed>, text: Y.Text) {
  return new Map(
    [...placed].map(([key, one]): [string, Placed] => [
      key,
      one.head === null && one.cursor.head !== null ? place(one.cursor, text, one) : one,
    ]),
  );
}

function place(cursor: Cursor, text: Y.Text, before: Placed | undefined): Placed {
  const head = indexOf(text, cursor.head);
  const anchor = indexOf(text, cursor.anchor);
  return { cursor, head, anchor, moves: (before?.moves ?? 0) + 1 };
}

function decorate(placed: ReadonlyMap<string, Placed>, { doc }: EditorState): DecorationSet {
  const ranges = [...placed.values()].flatMap(({ cursor, head, anchor, moves }) => {
    if (head === null || head > doc.length) return [];
    const { name, hue, userId, sessionId } = cursor;
    const caret = Decoration.widget({
      widget: new Caret(`${userId} ${sessionId}`, name, hue, moves),
      side: 1,
    }).range(head);
    if (anchor === null || anchor === head || anchor > doc.length) return [caret];
    const selection = Decoration.mark({
      class: 'cm-remote-selection',
      attributes: { style: `--hue: ${hue}` },
    }).range(Math.min(anchor, head), Math.max(anchor, head));
    return [selection, caret];
  });
  return Decoration.set(ranges, true);
}

class Caret extends WidgetType {
  readonly #key: string;
  readonly #name: string;
  readonly #hue: number;
  readonly #moves: number;

  constructor(key: string, name: string, hue: number, moves: number) {
    super();
    this.#key = key;
    this.#name = name;
    this.#hue = hue;
    this.#moves = moves;
  }

  override eq(other: Caret): boolean {
    return other.#key === this.#key && other.#moves === this.#moves && other.#name === this.#name;
  }

  toDOM(): HTMLElement {
    const caret = document.createElement('span');
    caret.className = 'cm-remote-caret';
    caret.ariaHidden = 'true';
    // Shown by CSS, so that it is no part of the text.
    caret.dataset.name = this.#name;
    caret.style.setProperty('--hue', String(this.#hue));
    return caret;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}
