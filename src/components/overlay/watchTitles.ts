export interface Shown {
  readonly target: HTMLElement;
  readonly text: string;
  /** The pointer is on the tooltip, e.g. to select its text. */
  readonly onEnter: () => void;
  readonly onLeave: () => void;
}

const OPEN_AFTER_MS = 500;
/** Between tooltips there is no wait. */
const AGAIN_WITHIN_MS = 300;
/** Time to move onto the tooltip. */
const CLOSE_AFTER_MS = 150;
const LONG_PRESS_MS = 500;

const OPENED = '[aria-expanded="true"]';
const INTERACTIVE = 'a, button, input, select, textarea, summary, [role="button"], [tabindex]';

/** A name shown whole needs no tooltip. */
const isRedundant = (target: HTMLElement): boolean =>
  target.textContent.trim() === target.title && target.scrollWidth <= target.clientWidth;

/** What it opened says more. */
const isOpened = (target: HTMLElement): boolean =>
  target.matches(OPENED) || target.querySelector(OPENED) !== null;

/** Its own title, or the nearest around it. */
const titled = (from: EventTarget | null): HTMLElement | null =>
  from instanceof Element ? from.closest<HTMLElement>('[title]:not([title=""])') : null;

/**
 * Shows titles after a moment under the mouse, at once on keyboard focus, on a tap where a tap does
 * nothing else, and on a long press. Esc, a press and scrolling close. While shown, an element has
 * no `title`, so that the browser does not show it too.
 * @param show null for nothing
 */
export function watchTitles(show: (shown: Shown | null) => void): () => void {
  const controller = new AbortController();
  const options = { signal: controller.signal, capture: true, passive: true } as const;
  let current: { readonly target: HTMLElement; readonly text: string } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let press: 'short' | 'long' = 'short';
  let closedAt = Number.NEGATIVE_INFINITY;

  const after = (ms: number, then: () => void) => {
    clearTimeout(timer);
    timer = setTimeout(then, ms);
  };
  const close = () => {
    clearTimeout(timer);
    if (current === null) return;
    const { target, text } = current;
    current = null;
    closedAt = performance.now();
    target.removeAttribute('aria-describedby');
    // It may have a new one.
    if (!target.hasAttribute('title')) target.setAttribute('title', text);
    show(null);
  };
  const open = (target: HTMLElement) => {
    if (current?.target === target) return clearTimeout(timer);
    close();
    const text = target.title;
    if (text === '' || !target.isConnected || isRedundant(target) || isOpened(target)) {
      return;
    }
    current = { target, text };
    target.removeAttribute('title');
    show({
      target,
      text,
      onEnter: () => clearTimeout(timer),
      onLeave: () => after(CLOSE_AFTER_MS, close),
    });
  };

  addEventListener(
    'pointerover',
    ({ pointerType, target }) => {
      if (pointerType !== 'mouse') return;
      if (current?.target.contains(target as Node)) return clearTimeout(timer);
      const next = titled(target);
      if (next === null) return;
      if (performance.now() - closedAt < AGAIN_WITHIN_MS) open(next);
      else after(OPEN_AFTER_MS, () => open(next));
    },
    options,
  );
  addEventListener(
    'pointerout',
    ({ pointerType, relatedTarget }) => {
      if (pointerType !== 'mouse') return;
      if (current === null) clearTimeout(timer);
      else if (!(relatedTarget instanceof Node) || !current.target.contains(relatedTarget)) {
        after(CLOSE_AFTER_MS, close);
      }
    },
    options,
  );
  const onFocus = (target: EventTarget | null) => {
    const next = titled(target);
    // A press gives focus too; its tooltip would cover what was pressed for.
    if (next !== null && next === target && next.matches(':focus-visible')) open(next);
  };
  addEventListener('focusin', ({ target }) => onFocus(target), options);
  addEventListener(
    'focusout',
    ({ target }) => {
      if (current?.target === target) close();
    },
    options,
  );
  addEventListener(
    'pointerdown',
    ({ pointerType, target }) => {
      press = 'short';
      const next = pointerType === 'touch' ? titled(target) : null;
      if (next === null) {
        if (!(target instanceof Element && target.closest('[role="tooltip"], [data-tooltip]'))) {
          close();
        }
        return;
      }
      if (next.closest(INTERACTIVE) === null) open(next);
      else {
        after(LONG_PRESS_MS, () => {
          press = 'long';
          open(next);
        });
      }
    },
    options,
  );
  addEventListener('pointerup', () => void (current === null && clearTimeout(timer)), options);
  addEventListener('pointercancel', () => void (current === null && clearTimeout(timer)), options);
  addEventListener(
    'click',
    (event) => {
      if (press === 'long') {
        // This press was for the tooltip.
        press = 'short';
        event.preventDefault();
        event.stopPropagation();
      } else if (current?.target.closest(INTERACTIVE)) close();
    },
    { signal: controller.signal, capture: true },
  );
  addEventListener('scroll', close, options);
  addEventListener('blur', ({ target }) => target === window && close(), options);
  addEventListener('keydown', ({ key }) => key === 'Escape' && close(), options);
  // The focus may have arrived before this code.
  onFocus(document.activeElement);
  return () => {
    close();
    controller.abort();
  };
}
