import { CircleAlert, Info, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Banner.module.css';
import { IconButton } from '../controls/IconButton.tsx';

const looks = {
  info: { Icon: Info, word: 'Note', colours: 'accent' },
  warning: { Icon: TriangleAlert, word: 'Warning', colours: 'warning' },
  error: { Icon: CircleAlert, word: 'Error', colours: 'failed' },
} as const;

export interface BannerProps {
  tone?: keyof typeof looks;
  /** What happened and what to do next. */
  children: ReactNode;
  action?: ReactNode;
  onDismiss?: () => void;
}

/** A message about the whole view. Error banners are read out at once. */
export function Banner({ tone = 'info', children, action, onDismiss }: BannerProps) {
  const { Icon, word, colours } = looks[tone];
  return (
    <div
      className={styles.banner}
      data-tone={colours}
      role={tone === 'error' ? 'alert' : undefined}
    >
      <span className={styles.icon}>
        <Icon size={16} aria-hidden="true" />
        <span className="visually-hidden">{word}: </span>
      </span>
      <div className={styles.text}>{children}</div>
      {onDismiss !== undefined && (
        <IconButton label="Dismiss" className={styles.dismiss} onClick={onDismiss} icon={X} />
      )}
      {action !== undefined && <div className={styles.action}>{action}</div>}
    </div>
  );
}
