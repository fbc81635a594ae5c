import { CircleCheck, CircleX, Info } from 'lucide-react';
import { Button } from '../../components/controls/Button.tsx';
import { RelativeTime } from '../../components/time/RelativeTime.tsx';
import { cx } from '../../components/cx.ts';
import { DesktopToggle } from './DesktopToggle.tsx';
import { inbox, useInbox } from './inbox.ts';
import { type NoticeKind, noticeKinds, unreadCount } from './model.ts';
import type { NoticeBellProps } from './NoticeBell.tsx';
import styles from './NoticeList.module.css';

const icons = { good: CircleCheck, bad: CircleX, neutral: Info };

const kindNames: Record<NoticeKind, string> = {
  build: 'My builds',
  project: 'My projects',
  people: 'People who join',
  follower: 'People who follow me',
  rule: 'Matches of rules',
  alert: 'Alerts of the monitor',
};

/** What has happened that concerns the reader, newest first, and which kinds of it they want. */
export function NoticeList({ Link }: Pick<NoticeBellProps, 'Link'>) {
  const notices = useInbox((state) => state.notices);
  const muted = useInbox((state) => state.muted);
  const unread = useInbox(unreadCount);
  return (
    <div className={styles.panel}>
      <header className={styles.header}>
        <h2 className={styles.heading}>Notifications</h2>
        <Button size="sm" aria-disabled={unread === 0} onClick={() => inbox.markRead()}>
          Mark all as read
        </Button>
        <Button size="sm" aria-disabled={notices.length === 0} onClick={inbox.clear}>
          Clear
        </Button>
      </header>
      {notices.length === 0 ? (
        <p className={styles.empty}>
          Nothing yet. The ends of builds that you start, changes to your projects, people who join
          or follow you, and what rules and limits find appear here.
        </p>
      ) : (
        <ul className={styles.list} aria-label="Notices">
          {notices.map(({ key, tone, title, detail, link, at, count, readAt }) => {
            const Icon = icons[tone];
            return (
              <li key={key} className={cx(styles.notice, readAt === null && styles.unread)}>
                <Icon size={16} aria-hidden="true" className={styles[tone]} />
                <div className={styles.text}>
                  <Link link={link} className={styles.link} onClick={() => inbox.markRead(key)}>
                    {title}
                  </Link>
                  {detail !== '' && <p className={styles.detail}>{detail}</p>}
                  <p className={styles.detail}>
                    <RelativeTime time={at} />
                    {count > 1 && ` · ${count} times`}
                    {readAt === null && <span className={styles.mark}> · Unread</span>}
                  </p>
                </div>
              </li>
            );
          })}
        </ul>
      )}
      <fieldset className={styles.settings}>
        <legend>Notify me about</legend>
        {noticeKinds.map((kind) => (
          <label key={kind} className={styles.kind}>
            <input
              type="checkbox"
              checked={!muted.includes(kind)}
              onChange={(event) => inbox.mute(kind, !event.target.checked)}
            />
            {kindNames[kind]}
          </label>
        ))}
        <DesktopToggle />
      </fieldset>
    </div>
  );
}
