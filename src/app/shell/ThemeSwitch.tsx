import { Monitor, Moon, Sun } from 'lucide-react';
import { useEffect } from 'react';
import { Menu } from '../../components/Menu.tsx';
import { applyTheme, setTheme, type ThemeChoice, useTheme } from './theme.ts';

const looks = {
  system: { icon: Monitor, text: 'System' },
  light: { icon: Sun, text: 'Light' },
  dark: { icon: Moon, text: 'Dark' },
} as const;

const choices = (['system', 'light', 'dark'] as const).map((value) => ({
  value,
  ...looks[value],
}));

export function ThemeSwitch() {
  const choice = useTheme();
  useEffect(() => applyTheme(choice), [choice]);
  const { icon, text } = looks[choice];
  return (
    <Menu<ThemeChoice>
      label={`Theme: ${text}`}
      icon={icon}
      choices={choices}
      selected={choice}
      onSelect={setTheme}
    />
  );
}
