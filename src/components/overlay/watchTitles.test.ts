// @vitest-environment jsdom
import { fireEvent } from '@testing-library/dom';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Shown, watchTitles } from './watchTitles.ts';

let shown: Shown | null = null;
let end = (): void => {};

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML = `
    <button title="Rename project"><i></i></button>
    <time title="Friday">2 min. ago</time>
    <b title="whole">whole</b>`;
  end = watchTitles((next) => {
    shown = next;
  });
});
afterEach(() => {
  end();
  vi.useRealTimers();
});

const find = (selector: string) => document.querySelector<HTMLElement>(selector)!;
const mouse = { pointerType: 'mouse' };
const touch = { pointerType: 'touch' };
// jsdom has no PointerEvent with a type of pointer.
const fire = (target: Element, name: string, init: object = mouse) =>
  target.dispatchEvent(Object.assign(new Event(name, { bubbles: true, cancelable: true }), init));

it('shows a title after a moment under the mouse, and gives it back', () => {
  fire(find('i'), 'pointerover');
  vi.advanceTimersByTime(400);
  expect(shown).toBeNull();
  vi.advanceTimersByTime(100);
  expect(shown?.text).toBe('Rename project');
  // Or the browser would show it too.
  expect(find('button').hasAttribute('title')).toBe(false);
  fire(find('i'), 'pointerout', { ...mouse, relatedTarget: document.body });
  vi.advanceTimersByTime(200);
  expect(shown).toBeNull();
  expect(find('button').title).toBe('Rename project');
});

it('stays while the reader is on it', () => {
  fire(find('time'), 'pointerover');
  vi.advanceTimersByTime(500);
  fire(find('time'), 'pointerout', { ...mouse, relatedTarget: document.body });
  shown?.onEnter();
  vi.advanceTimersByTime(5_000);
  expect(shown?.text).toBe('Friday');
  shown?.onLeave();
  vi.advanceTimersByTime(200);
  expect(shown).toBeNull();
});

it('shows it at once on keyboard focus, until Esc', () => {
  const button = find('button');
  vi.spyOn(button, 'matches').mockImplementation((selector) => selector === ':focus-visible');
  fireEvent.focusIn(button);
  expect(shown?.text).toBe('Rename project');
  fireEvent.keyDown(button, { key: 'Escape' });
  expect(shown).toBeNull();
});

it('shows it on a tap where a tap does nothing else', () => {
  fire(find('time'), 'pointerdown', touch);
  expect(shown?.text).toBe('Friday');
  fire(document.body, 'pointerdown', touch);
  expect(shown).toBeNull();
});

it('shows it on a long press of a button, which does not press it; a short one does', () => {
  const onClick = vi.fn();
  const button = find('button');
  button.addEventListener('click', onClick);
  fire(button, 'pointerdown', touch);
  vi.advanceTimersByTime(500);
  expect(shown?.text).toBe('Rename project');
  fire(button, 'pointerup', touch);
  fireEvent.click(button);
  expect(onClick).not.toHaveBeenCalled();
  fire(button, 'pointerdown', touch);
  fire(button, 'pointerup', touch);
  fireEvent.click(button);
  expect(onClick).toHaveBeenCalledOnce();
});

it('repeats nothing that can be read in whole', () => {
  fire(find('b'), 'pointerover');
  vi.advanceTimersByTime(500);
  expect(shown).toBeNull();
});

it('says nothing over what was opened from there', () => {
  find('button').setAttribute('aria-expanded', 'true');
  fire(find('button'), 'pointerover');
  vi.advanceTimersByTime(500);
  expect(shown).toBeNull();
});

it('closes when the page scrolls below it', () => {
  fire(find('time'), 'pointerover');
  vi.advanceTimersByTime(500);
  fireEvent.scroll(document.body);
  expect(shown).toBeNull();
});

it('leaves a title alone that changed meanwhile', () => {
  fire(find('time'), 'pointerover');
  vi.advanceTimersByTime(500);
  find('time').title = 'Saturday';
  end();
  expect(find('time').title).toBe('Saturday');
});
