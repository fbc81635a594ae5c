import { type EditorState, type Extension, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  EditorView,
  ViewPlugin,
  type ViewUpdate,
  WidgetType,
} from '@codemirror/view';
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
  /** Its name is shown for a moment after each move. */
  readonly isNamed: boolean;
}

interface Cursors {
  readonly placed: ReadonlyMap<string, Placed>;
  readonly decorations: DecorationSet;
}

const none: Cursors = { placed: new Map(), decorations: Decoration.none };

const NAME_MS = 2_000;
/** In a crowd names would hide the text: there they are under the pointer alone. */
const MAX_NAMED = 20;

/** Sets whose carets are shown, and the shared text that their places are in. */
export const showCursors = StateEffect.define<{
  readonly cursors: readonly Cursor[];
  readonly text: Y.Text;
}>();

const hideNames = StateEffect.define();

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
    if (transaction.effects.some((effect) => effect.is(hideNames))) placed = withoutNames(placed);
    if (placed === value.placed) return value;
    return { placed, text, decorations: decorate(placed, transaction.state) };
  },
  provide: (self) => EditorView.decorations.from(self, ({ decorations }) => decorations),
});

/** Not by CSS: an animation for each of many carets paints every frame. */
const hidesNames = ViewPlugin.fromClass(
  class {
    readonly #view: EditorView;
    #timer: ReturnType<typeof setTimeout> | null = null;

    constructor(view: EditorView) {
      this.#view = view;
    }

    update({ transactions }: ViewUpdate): void {
      if (!transactions.some(({ effects }) => effects.some((one) => one.is(showCursors)))) return;
      this.#timer ??= setTimeout(() => {
        this.#timer = null;
        this.#view.dispatch({ effects: hideNames.of(null) });
      }, NAME_MS);
    }

    destroy(): void {
      if (this.#timer !== null) clearTimeout(this.#timer);
    }
  },
);

/** The carets and selections of others. */
export const remoteCursors: Extension = [field, hidesNames];

function withoutNames(placed: ReadonlyMap<string, Placed>) {
  return new Map([...placed].map(([key, one]) => [key, { ...one, isNamed: false }]));
}

function placeAll(before: ReadonlyMap<string, Placed>, cursors: readonly Cursor[], text: Y.Text) {
  return new Map(
    cursors.map((cursor): [string, Placed] => {
      const key = `${cursor.userId} ${cursor.sessionId}`;
      const known = before.get(key);
      if (known?.cursor === cursor) return [key, known];
      return [key, place(cursor, text, cursors.length <= MAX_NAMED)];
    }),
  );
}

function placeMissing(placed: ReadonlyMap<string, Placed>, text: Y.Text) {
  return new Map(
    [...placed].map(([key, one]): [string, Placed] => [
      key,
      one.head === null && one.cursor.head !== null ? place(one.cursor, text, one.isNamed) : one,
    ]),
  );
}

function place(cursor: Cursor, text: Y.Text, isNamed: boolean): Placed {
  const head = indexOf(text, cursor.head);
  const anchor = indexOf(text, cursor.anchor);
  return { cursor, head, anchor, isNamed };
}

function decorate(placed: ReadonlyMap<string, Placed>, { doc }: EditorState): DecorationSet {
  const ranges = [...placed.values()].flatMap(({ cursor, head, anchor, isNamed }) => {
    if (head === null || head > doc.length) return [];
    const { name, hue, userId, sessionId } = cursor;
    const caret = Decoration.widget({
      widget: new Caret(`${userId} ${sessionId}`, name, hue, isNamed),
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
  readonly #isNamed: boolean;

  constructor(key: string, name: string, hue: number, isNamed: boolean) {
    super();
    this.#key = key;
    this.#name = name;
    this.#hue = hue;
    this.#isNamed = isNamed;
  }

  override eq(other: Caret): boolean {
    return (
      other.#key === this.#key && other.#isNamed === this.#isNamed && other.#name === this.#name
    );
  }

  toDOM(): HTMLElement {
    const caret = document.createElement('span');
    caret.className = this.#isNamed ? 'cm-remote-caret cm-named' : 'cm-remote-caret';
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
