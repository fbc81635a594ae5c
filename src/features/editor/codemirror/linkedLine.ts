import { type Extension, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';

const setLine = StateEffect.define<number | null>();
const mark = Decoration.line({ class: 'cm-linked-line' });

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (before, { changes, effects, state }) =>
    effects.reduce((last, effect) => {
      if (!effect.is(setLine)) return last;
      return effect.value === null
        ? Decoration.none
        : Decoration.set(mark.range(lineAt(state.doc, effect.value)));
    }, before.map(changes)),
  provide: (self) => EditorView.decorations.from(self),
});

/** Marks the line that a link named. */
export const linkedLine: Extension = field;

/** Brings a line (from 1) into view, with the caret at its start. Null removes the mark. */
export function goToLine(view: EditorView, line: number | null): void {
  if (line === null) return view.dispatch({ effects: setLine.of(null) });
  const at = lineAt(view.state.doc, line);
  view.dispatch({
    selection: { anchor: at },
    effects: [setLine.of(line), EditorView.scrollIntoView(at, { y: 'center' })],
  });
}

function lineAt(doc: EditorView['state']['doc'], line: number): number {
  return doc.line(Math.max(1, Math.min(line, doc.lines))).from;
}
