import { Bell, BellOff, BellRing } from 'lucide-react';
import { IconButton } from '../../../components/controls/IconButton.tsx';
import { type NoticeSetting, useNoticeSetting } from './noticeSetting.ts';

const titles: Record<Exclude<NoticeSetting, 'unsupported'>, string> = {
  off: 'Tell me when my builds end and this tab is hidden',
  on: 'You are told when your builds end and this tab is hidden',
  blocked: 'This browser blocks notices from here: allow them in its settings for this page',
};

export function NoticeToggle() {
  const { setting, toggle } = useNoticeSetting();
  if (setting === 'unsupported') return null;
  const Icon = { off: Bell, on: BellRing, blocked: BellOff }[setting];
  return (
    <IconButton
      label="Notify me when my builds end"
      title={titles[setting]}
      pressed={setting === 'on'}
      aria-disabled={setting === 'blocked'}
      onClick={() => {
        if (setting !== 'blocked') void toggle();
      }}
    >
      <Icon size={16} aria-hidden="true" />
    </IconButton>
  );
}
