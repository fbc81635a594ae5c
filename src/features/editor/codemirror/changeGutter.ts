import { type Extension, RangeSet, StateEffect, StateField, type Text } from '@codemirror/state';
import {
  type EditorView,
  gutter,
  GutterMarker,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';
import { type LineChange, lineChanges } from './lineChanges.ts';

/** Compared again when nothing was typed for so long. */
const QUIET_MS = 250;

const words: Readonly<Record<LineChange, string>> = {
  added: 'Added since the last commit',
  changed: 'Changed since the last commit',
  deleted: 'Lines here were deleted since the last commit',
};

class ChangeMarker extends GutterMarker {
  readonly #change: LineChange;

  constructor(change: LineChange) {
    super();
    this.#change = change;
    this.elementClass = `cm-change-${change}`;
  }

  override eq(other: ChangeMarker): boolean {
    return other.#change === this.#change;
  }

  override toDOM(): HTMLElement {
    const mark = document.createElement('span');
    mark.title = words[this.#change];
    return mark;
  }
}

const markers: Readonly<Record<LineChange, ChangeMarker>> = {
  added: new ChangeMarker('added'),
  changed: new ChangeMarker('changed'),
  deleted: new ChangeMarker('deleted'),
};

/** Sets the text that is compared with; null for none. */
export const compareWith = StateEffect.define<string | null>();
const noMarkers: RangeSet<GutterMarker> = RangeSet.of<GutterMarker>([]);
const setMarkers = StateEffect.define<RangeSet<GutterMarker>>();

const baseField = StateField.define<string | null>({
  create: () => null,
  update: (base, { effects }) =>
    effects.reduce((last, effect) => (effect.is(compareWith) ? effect.value : last), base),
});

const markerField = StateField.define<RangeSet<GutterMarker>>({
  create: () => noMarkers,
  update: (before, { changes, effects }) =>
    effects.reduce(
      (last, effect) => (effect.is(setMarkers) ? effect.value : last),
      before.map(changes),
    ),
});

const comparison = ViewPlugin.fromClass(
  class {
    readonly #view: EditorView;
    #timer: ReturnType<typeof setTimeout> | null = null;

    constructor(view: EditorView) {
      this.#view = view;
    }

    update({ docChanged, transactions }: ViewUpdate): void {
      const isNewBase = transactions.some(({ effects }) =>
        effects.some((one) => one.is(compareWith)),
      );
      if (!docChanged && !isNewBase) return;
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#compare(), QUIET_MS);
    }

    destroy(): void {
      if (this.#timer !== null) clearTimeout(this.#timer);
    }

    #compare(): void {
      const { doc } = this.#view.state;
      const base = this.#view.state.field(baseField);
      const found = base === null ? noMarkers : toMarkers(lineChanges(base, doc.toString()), doc);
      this.#view.dispatch({ effects: setMarkers.of(found) });
    }
  },
);

function toMarkers(changes: ReadonlyMap<number, LineChange>, doc: Text): RangeSet<GutterMarker> {
  const ranges = [...changes].map(([line, change]) =>
    markers[change].range(doc.line(Math.min(line, doc.lines)).from),
  );
  return RangeSet.of(ranges, true);
}

/** Marks what differs from the last commit, beside the line numbers. */
export const changeGutter: Extension = [
  baseField,
  markerField,
  comparison,
  gutter({ class: 'cm-changes', markers: ({ state }) => state.field(markerField) }),
];
