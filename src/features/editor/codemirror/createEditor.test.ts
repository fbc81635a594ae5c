// @vitest-environment jsdom
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import type { Cursor, OwnCursor } from '../../../hooks/index.ts';
import { MAX_TEXT_BYTES } from '../../../lib/editing/limits.ts';
import { createEditor } from './createEditor.ts';
import { placeOf } from './places.ts';

// jsdom has no layout.
Range.prototype.getClientRects = () => [] as unknown as DOMRectList;

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

function open(content: string) {
  const parent = document.body.appendChild(document.createElement('div'));
  const carets: (OwnCursor | null)[] = [];
  const onTooLarge = vi.fn<() => void>();
  const onCaret = (caret: OwnCursor | null) => void carets.push(caret);
  const editor = createEditor({ parent, onCaret, onTooLarge });
  cleanups.push(() => {
    editor.destroy();
    parent.remove();
  });
  const text = shared(content);
  editor.setPath('src/a.txt');
  editor.bind(text);
  editor.setReadOnly(false);
  const box = screen.getByRole('textbox', { name: 'src/a.txt' });
  const lines = () =>
    [...box.querySelectorAll('.cm-line')].map(({ textContent }) => textContent).join('\n');
  return { editor, text, box, lines, carets, onTooLarge };
}

function shared(content: string) {
  const text = new Y.Doc().getText('text');
  text.insert(0, content);
  return text;
}

const cursor = (text: Y.Text, index: number, more: Partial<Cursor> = {}): Cursor => ({
  userId: 'grace',
  sessionId: 's',
  name: 'Grace',
  hue: 200,
  head: placeOf(text, index),
  anchor: null,
  line: 1,
  ...more,
});

/** The text before each caret that is shown, by name. */
function caretsIn(box: HTMLElement) {
  return [...box.querySelectorAll<HTMLElement>('.cm-remote-caret')].map((caret) => {
    const before = document.createRange();
    before.setStart(caret.closest('.cm-line') ?? box, 0);
    before.setEndBefore(caret);
    return [caret.dataset.name, before.toString()];
  });
}

describe('the editor', () => {
  it('writes what is typed into the shared text, and shows what others write', async () => {
    const { text, box, lines } = open('one\n');
    await userEvent.click(box);
    await userEvent.keyboard('my ');
    expect(text.toJSON()).toBe('my one\n');
    text.insert(3, 'number ');
    expect(lines()).toBe('my number one\n');
  });

  it('undoes what was typed here, and nothing of others', async () => {
    const { text, box } = open('one\n');
    await userEvent.click(box);
    await userEvent.keyboard('mine ');
    text.insert(0, 'theirs ');
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(text.toJSON()).toBe('theirs one\n');
    await userEvent.keyboard('{Control>}z{/Control}{Control>}z{/Control}');
    expect(text.toJSON()).toBe('theirs one\n');
    await userEvent.keyboard('{Control>}y{/Control}');
    expect(text.toJSON()).toBe('theirs mine one\n');
  });

  it('keeps the caret where it was when the text begins again', async () => {
    const { editor, text, box, lines } = open('one\ntwo\nhree\n');
    await userEvent.click(box);
    editor.goToLine(3);
    await userEvent.keyboard('t');
    const next = shared('zero\none\ntwo\nthree\n');
    editor.bind(next);
    await userEvent.keyboard('H');
    expect(lines()).toBe('zero\none\ntwo\ntHhree\n');
    expect([next.toJSON(), text.toJSON()]).toEqual([lines(), 'one\ntwo\nthree\n']);
    await userEvent.keyboard('{Control>}z{/Control}{Control>}z{/Control}');
    expect(next.toJSON(), 'that it begins again can’t be undone').toBe('zero\none\ntwo\nthree\n');
  });

  it('takes nothing while it is read-only, and shows all the same what others write', async () => {
    const { editor, text, box, lines } = open('one');
    editor.setReadOnly(true);
    expect(box.getAttribute('aria-readonly')).toBe('true');
    await userEvent.click(box);
    await userEvent.keyboard('x{Backspace}{Delete}{Control>}z{/Control}');
    text.insert(3, '!');
    expect([lines(), text.toJSON()]).toEqual(['one!', 'one!']);
  });

  it('refuses what would be larger than a file may be, and says so; others’ text is shown', async () => {
    const { editor, text, lines, onTooLarge } = open('x'.repeat(10));
    editor.replaceText('é'.repeat(MAX_TEXT_BYTES / 2 + 1));
    await vi.waitFor(() => expect(onTooLarge).toHaveBeenCalledOnce());
    expect(text.toJSON()).toBe('x'.repeat(10));
    text.insert(0, 'y');
    expect(lines()).toBe(`y${'x'.repeat(10)}`);
    editor.replaceText('é'.repeat(MAX_TEXT_BYTES / 2));
    expect(text.length).toBe(MAX_TEXT_BYTES / 2);
  });

  it('publishes where the caret is, as places that others understand, and that it left', async () => {
    const { editor, text, box, carets } = open('one\ntwo\n');
    await userEvent.click(box);
    editor.goToLine(2);
    await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}');
    await vi.waitFor(() =>
      expect(carets.at(-1)).toEqual({
        head: placeOf(text, 5),
        anchor: placeOf(text, 4),
        line: 2,
      }),
    );
    const before = carets.length;
    text.insert(0, 'theirs ');
    box.blur();
    await vi.waitFor(() => expect(carets.at(-1)).toBeNull());
    expect(carets.slice(before).filter((one) => one !== null)).toEqual([]);
  });

  it('shows the carets of others where they are, while text comes before them', async () => {
    const { editor, text, box } = open('one two');
    editor.setCursors([cursor(text, 4)]);
    expect(caretsIn(box)).toEqual([['Grace', 'one ']]);
    text.insert(0, 'zero ');
    expect(caretsIn(box)).toEqual([['Grace', 'zero one ']]);
    await userEvent.click(box);
    await userEvent.keyboard('I ');
    expect(caretsIn(box)[0]?.[1]).toMatch(/one $/);
    editor.setCursors([]);
    expect(caretsIn(box)).toEqual([]);
  });

  it('shows a caret as soon as the text is there that it is in', () => {
    const { editor, text, box } = open('one');
    const theirs = new Y.Doc();
    Y.applyUpdate(theirs, Y.encodeStateAsUpdate(text.doc ?? theirs));
    theirs.getText('text').insert(3, ' more');
    editor.setCursors([cursor(theirs.getText('text'), 6)]);
    expect(caretsIn(box)).toEqual([]);
    if (text.doc) Y.applyUpdate(text.doc, Y.encodeStateAsUpdate(theirs));
    expect(caretsIn(box)).toEqual([['Grace', 'one mo']]);
  });

  it('shows 200 people, whatever some of them publish', () => {
    const { editor, text, box } = open('a line of text');
    const bad = ['', 'x', 'AAAA', placeOf(shared('of another file'), 3), '\u0000', null];
    const cursors = Array.from({ length: 200 }, (_, n) =>
      n % 2 === 0
        ? cursor(text, n % 14, { userId: `u${n}`, name: `<b>Person ${n}</b>` })
        : cursor(text, 0, { userId: `u${n}`, head: bad[n % bad.length] ?? null, anchor: 'zzz' }),
    );
    editor.setCursors(cursors);
    text.insert(0, 'before ');
    expect(caretsIn(box)).toHaveLength(100);
    expect(box.querySelector('b')).toBeNull();
  });

  it('goes to a line that a link names, and to the last one for a line that is not there', async () => {
    const { editor, text, box } = open('one\ntwo\nthree');
    editor.goToLine(2);
    expect(box.querySelector('.cm-linked-line')?.textContent).toBe('two');
    editor.goToLine(99);
    expect(box.querySelector('.cm-linked-line')?.textContent).toBe('three');
    await userEvent.type(box, '!', { skipClick: true });
    box.focus();
    await userEvent.keyboard('>');
    expect(text.toJSON()).toContain('\n>');
    editor.goToLine(null);
    expect(box.querySelector('.cm-linked-line')).toBeNull();
  });

  it('shows text that nobody shares, with its own language', () => {
    const { editor, box, lines } = open('one');
    editor.show('only\nread');
    editor.setReadOnly(true);
    editor.setPath('b.json');
    expect([lines(), box.getAttribute('aria-label')]).toEqual(['only\nread', 'b.json']);
  });
});
