import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

const STORAGE_KEY = 'slate.theme';

export type ThemeChoice = 'system' | 'light' | 'dark';

/** The choice that this browser keeps; the system's own by default. */
export function loadThemeChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    // Private mode: follow the system.
    return 'system';
  }
}

const chosen = createStore(loadThemeChoice);

export const useTheme = (): ThemeChoice => useStore(chosen);

/** Chooses, here and for the next visit. */
export function setTheme(choice: ThemeChoice): void {
  chosen.setState(choice, true);
  try {
    localStorage.setItem(STORAGE_KEY, choice);
  } catch {
    // Private mode: the choice lasts as long as the page.
  }
}

const systemIsDark = () => matchMedia('(prefers-color-scheme: dark)');

/** Sets the root's theme and keeps it set while the system changes; returns its undo. */
export function applyTheme(choice: ThemeChoice): () => void {
  const media = systemIsDark();
  const apply = () => {
    const dark = choice === 'dark' || (choice === 'system' && media.matches);
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  };
  apply();
  media.addEventListener('change', apply);
  return () => media.removeEventListener('change', apply);
}
