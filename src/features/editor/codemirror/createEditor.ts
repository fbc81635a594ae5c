import { defaultKeymap, indentWithTab } from '@codemirror/commands';
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  indentOnInput,
  indentUnit,
} from '@codemirror/language';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension, Transaction } from '@codemirror/state';
import {
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
  type ViewUpdate,
} from '@codemirror/view';
import { ySyncAnnotation, yCollab, yUndoManagerKeymap } from 'y-codemirror.next';
import * as Y from 'yjs';
import type { Cursor, OwnCursor } from '../../../hooks/index.ts';
import { diffLines, narrowEdits } from '../../../lib/editing/diff.ts';
import { changeGutter, compareWith } from './changeGutter.ts';
import { languageOf } from './languages.ts';
import { goToLine, linkedLine } from './linkedLine.ts';
import { placeOf } from './places.ts';
import { remoteCursors, showCursors } from './remoteCursors.ts';
import { textLimit } from './textLimit.ts';
import { theme } from './theme.ts';

const DIFF_LIMIT_MS = 100;

export interface EditorOptions {
  readonly parent: HTMLElement;
  /** The caret moved, or left; null without the focus. */
  readonly onCaret: (caret: OwnCursor | null) => void;
  /** The person typed or pasted more than a file may hold. */
  readonly onTooLarge: () => void;
}

/** What a person sees of an open file, driven from outside. */
export interface Editor {
  /** Names the text box, and decides the highlighting. */
  setPath(path: string): void;
  /** Shows a shared text, and writes into it what is typed. What can stay as it was stays. */
  bind(text: Y.Text): void;
  /** Shows text that nobody shares. */
  show(text: string): void;
  setReadOnly(isReadOnly: boolean): void;
  setCursors(cursors: readonly Cursor[]): void;
  /** What changes are marked against; null marks none. */
  setBase(base: string | null): void;
  /** Replaces all of the text, as one edit that can be undone. */
  replaceText(text: string): void;
  /** @param line from 1 */
  goToLine(line: number | null): void;
  destroy(): void;
}

/** @throws nothing: what others publish is checked where it is read */
export function createEditor({ parent, onCaret, onTooLarge }: EditorOptions): Editor {
  const path = new Compartment();
  const language = new Compartment();
  const readOnly = new Compartment();
  const binding = new Compartment();
  let shared: { readonly text: Y.Text; readonly undo: Y.UndoManager } | null = null;
  let cursors: readonly Cursor[] = [];
  let shownPath: string | null = null;
  let isDestroyed = false;

  const view = new EditorView({
    parent,
    state: EditorState.create({
      extensions: [
        appearance,
        path.of([]),
        language.of([]),
        readOnly.of(EditorState.readOnly.of(true)),
        binding.of([]),
        textLimit(onTooLarge),
        keymap.of([
          ...yUndoManagerKeymap.map((key) => ({ ...key, run: whileShared(key.run) })),
          ...searchKeymap,
          ...foldKeymap,
          ...defaultKeymap,
          indentWithTab,
        ]),
        EditorView.updateListener.of(publishCaret),
      ],
    }),
  });

  /** Its keys would throw without a text. */
  function whileShared(run: (typeof yUndoManagerKeymap)[number]['run']) {
    return (target: EditorView) => shared !== null && (run?.(target) ?? false);
  }

  function publishCaret(update: ViewUpdate): void {
    const { selectionSet, docChanged, focusChanged, transactions, state } = update;
    const isRemote = transactions.some((one) => one.annotation(ySyncAnnotation) !== undefined);
    if (!focusChanged && !selectionSet && (!docChanged || isRemote)) return;
    if (!shared || !view.hasFocus) return onCaret(null);
    const { head, anchor } = state.selection.main;
    // The text behind the shared one would make a wrong place: it is the same after this update.
    const { text } = shared;
    queueMicrotask(() => {
      if (shared?.text !== text || head > text.length || anchor > text.length) return;
      onCaret({
        head: placeOf(text, head),
        anchor: anchor === head ? undefined : placeOf(text, anchor),
        line: state.doc.lineAt(head).number,
      });
    });
  }

  /** As little as possible changes, so that carets, folds and the scroll position stay. */
  function changesTo(next: string) {
    const before = view.state.doc.toString();
    const edits = narrowEdits(before, diffLines(before, next, DIFF_LIMIT_MS));
    return edits.map(({ at, remove, insert }) => ({ from: at, to: at + remove, insert }));
  }

  function replace(next: string, extension: Extension): void {
    // By itself: a binding that another one replaces at once would go on, with the former text.
    view.dispatch({ effects: binding.reconfigure([]) });
    view.dispatch({
      changes: changesTo(next),
      effects: binding.reconfigure(extension),
      annotations: Transaction.remote.of(true),
    });
  }

  function release(): void {
    shared?.undo.destroy();
    shared = null;
  }

  return {
    setPath(next) {
      if (next === shownPath) return;
      shownPath = next;
      const attributes = { 'aria-label': next, 'aria-description': LEAVE };
      view.dispatch({ effects: path.reconfigure(EditorView.contentAttributes.of(attributes)) });
      const load = languageOf(next);
      if (!load) return view.dispatch({ effects: language.reconfigure([]) });
      load().then(
        (loaded) => {
          if (isDestroyed || shownPath !== next) return;
          view.dispatch({ effects: language.reconfigure(loaded) });
        },
        // Without its colours a text can still be edited.
        () => {},
      );
    },
    bind(text) {
      if (shared?.text === text) return;
      release();
      const undo = new Y.UndoManager(text, { trackedOrigins: new Set() });
      shared = { text, undo };
      replace(text.toJSON(), yCollab(text, null, { undoManager: undo }));
      view.dispatch({ effects: showCursors.of({ cursors, text }) });
    },
    show(text) {
      release();
      replace(text, []);
    },
    setReadOnly(isReadOnly) {
      if (isReadOnly === view.state.readOnly) return;
      const attributes = { 'aria-readonly': String(isReadOnly) };
      view.dispatch({
        effects: readOnly.reconfigure([
          EditorState.readOnly.of(isReadOnly),
          EditorView.contentAttributes.of(attributes),
        ]),
      });
    },
    setCursors(next) {
      cursors = next;
      if (shared) view.dispatch({ effects: showCursors.of({ cursors, text: shared.text }) });
    },
    setBase: (base) => view.dispatch({ effects: compareWith.of(base) }),
    replaceText(text) {
      view.dispatch({ changes: changesTo(text) });
    },
    goToLine: (line) => goToLine(view, line),
    destroy() {
      isDestroyed = true;
      release();
      view.destroy();
    },
  };
}

const LEAVE = 'Press Escape, then Tab, to leave the text.';

const appearance: Extension = [
  lineNumbers(),
  changeGutter,
  foldGutter(),
  highlightSpecialChars(),
  drawSelection(),
  dropCursor(),
  EditorState.allowMultipleSelections.of(true),
  indentOnInput(),
  indentUnit.of('  '),
  bracketMatching(),
  rectangularSelection(),
  EditorState.phrases.of({
    next: 'Next',
    previous: 'Previous',
    all: 'Select all',
    'match case': 'Match case',
    regexp: 'Regular expression',
    'by word': 'Whole word',
    replace: 'Replace',
    'replace all': 'Replace all',
    close: 'Close',
  }),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  highlightSelectionMatches(),
  linkedLine,
  remoteCursors,
  theme,
];
