import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

const STORAGE_KEY = 'slate.theme';

export type ThemeChoice = 'system' | 'light' | 'dark';

/** The system's by default. */
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

/** Here and for the next visit. */
export function setTheme(choice: ThemeChoice): void {
  chosen.setState(choice, true);
  try {
    localStorage.setItem(STORAGE_KEY, choice);
  } catch {
    // Private mode.
  }
}

const systemIsDark = () => matchMedia('(prefers-color-scheme: dark)');

/** Follows the system's changes; returns the undo. */
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
