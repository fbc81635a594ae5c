import { type RefObject, useEffect, useEffectEvent } from 'react';

export interface LogKeys {
  search: () => void;
  next: () => void;
  previous: () => void;
  top: () => void;
  end: () => void;
  toggleFollow: () => void;
  toggleWrap: () => void;
  nextError: () => void;
  foldAll: () => void;
  chooseNext: () => void;
  choosePrevious: () => void;
  extendNext: () => void;
  extendPrevious: () => void;
  help: () => void;
}

export const KEY_HELP: readonly (readonly [string, string])[] = [
  ['/', 'Search'],
  ['n', 'Next match'],
  ['N', 'Previous match'],
  ['e', 'Next error'],
  ['g', 'First line'],
  ['G', 'Jump to latest and follow'],
  ['f', 'Follow or pause'],
  ['w', 'Wrap lines'],
  ['z', 'Collapse or expand all steps'],
  ['j k', 'Select the next or previous line'],
  ['J K', 'Extend the selection'],
  ['?', 'Keyboard shortcuts'],
];

const actions: Readonly<Record<string, keyof LogKeys>> = {
  '/': 'search',
  n: 'next',
  N: 'previous',
  g: 'top',
  G: 'end',
  f: 'toggleFollow',
  w: 'toggleWrap',
  e: 'nextError',
  z: 'foldAll',
  j: 'chooseNext',
  k: 'choosePrevious',
  J: 'extendNext',
  K: 'extendPrevious',
  '?': 'help',
};

const FIELDS = 'input, textarea, select, [contenteditable=""], [contenteditable="true"]';

/**
 * The log's single-letter keys, on the page or in this log; never in a field or below an open
 * dialog.
 * @param onAny called before each of them
 */
export function useLogKeys(
  root: RefObject<HTMLElement | null>,
  scope: 'page' | 'log',
  onAny: () => void,
  keys: LogKeys,
): void {
  const run = useEffectEvent((action: keyof LogKeys) => {
    onAny();
    keys[action]();
  });
  useEffect(() => {
    const target: HTMLElement | Document | null = scope === 'page' ? document : root.current;
    const onKey = (event: Event) => {
      if (!(event instanceof KeyboardEvent) || event.defaultPrevented) return;
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const action = actions[event.key];
      const at = event.target;
      if (action === undefined || (at instanceof Element && at.closest(FIELDS) !== null)) return;
      if (document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null)
        return;
      event.preventDefault();
      run(action);
    };
    target?.addEventListener('keydown', onKey);
    return () => target?.removeEventListener('keydown', onKey);
  }, [root, scope]);
}
