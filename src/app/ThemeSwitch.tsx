import { Monitor, Moon, Sun } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from '../components/IconButton.tsx';
import { applyTheme, loadThemeChoice, saveThemeChoice, type ThemeChoice } from './theme.ts';

const next: Record<ThemeChoice, ThemeChoice> = { system: 'light', light: 'dark', dark: 'system' };
const looks = {
  system: { Icon: Monitor, word: 'as the system' },
  light: { Icon: Sun, word: 'light' },
  dark: { Icon: Moon, word: 'dark' },
} as const;

/** Goes through the themes: as the system, light, dark. */
export function ThemeSwitch() {
  const [choice, setChoice] = useState(loadThemeChoice);
  useEffect(() => applyTheme(choice), [choice]);
  const { Icon, word } = looks[choice];
  return (
    <IconButton
      label={`Theme: ${word}`}
      onClick={() => {
        const chosen = next[choice];
        saveThemeChoice(chosen);
        setChoice(chosen);
      }}
    >
      <Icon size={18} aria-hidden="true" />
    </IconButton>
  );
}
