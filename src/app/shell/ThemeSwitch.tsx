import { Monitor, Moon, Sun } from 'lucide-react';
import { useEffect } from 'react';
import { Menu } from '../../components/Menu.tsx';
import { applyTheme, setTheme, type ThemeChoice, useTheme } from './theme.ts';

const looks = {
  system: { Icon: Monitor, text: 'System' },
  light: { Icon: Sun, text: 'Light' },
  dark: { Icon: Moon, text: 'Dark' },
} as const;

const choices = (['system', 'light', 'dark'] as const).map((value) => {
  const { Icon, text } = looks[value];
  return { value, text, icon: <Icon size={14} aria-hidden="true" /> };
});

export function ThemeSwitch() {
  const choice = useTheme();
  useEffect(() => applyTheme(choice), [choice]);
  const { Icon, text } = looks[choice];
  return (
    <Menu<ThemeChoice>
      label={`Theme: ${text}`}
      icon={<Icon size={18} aria-hidden="true" />}
      choices={choices}
      selected={choice}
      onSelect={setTheme}
    />
  );
}
