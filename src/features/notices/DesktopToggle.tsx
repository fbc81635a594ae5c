import { Bell, BellOff, BellRing } from 'lucide-react';
import { IconButton } from '../../components/controls/IconButton.tsx';
import { type DesktopSetting, useDesktopSetting } from './desktopSetting.ts';

const titles: Record<Exclude<DesktopSetting, 'unsupported'>, string> = {
  off: 'Notify me on the desktop while this tab is hidden',
  on: 'You are notified on the desktop while this tab is hidden',
  blocked: 'This browser blocks notifications from here: allow them in its settings for this page',
};

/** Switches notices on the desktop on and off. */
export function DesktopToggle() {
  const { setting, toggle } = useDesktopSetting();
  if (setting === 'unsupported') return null;
  const Icon = { off: Bell, on: BellRing, blocked: BellOff }[setting];
  return (
    <IconButton
      size="md"
      label="Notify me when my builds end"
      title={titles[setting]}
      pressed={setting === 'on'}
      aria-disabled={setting === 'blocked'}
      onClick={() => {
        if (setting !== 'blocked') void toggle();
      }}
      icon={Icon}
    />
  );
}
