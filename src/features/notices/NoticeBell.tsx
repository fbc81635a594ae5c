import { Inbox } from 'lucide-react';
import { lazy, type ReactNode } from 'react';
import { Popover } from '../../components/Popover.tsx';
import { useInbox } from './inbox.ts';
import { type NoticeLink, unreadCount } from './model.ts';
import styles from './NoticeBell.module.css';

const NoticeList = lazy(async () => ({
  default: (await import('./NoticeList.tsx')).NoticeList,
}));

const MOST_SHOWN = 99;

export interface NoticeLinkProps {
  link: NoticeLink;
  className: string | undefined;
  onClick: () => void;
  children: ReactNode;
}

export interface NoticeBellProps {
  className: string | undefined;
  /** The id of the element that the open inbox is put into. */
  into: string;
  /** A link to what a notice is about. */
  Link: (props: NoticeLinkProps) => ReactNode;
}

/** Opens the inbox, and shows how much of it is unread. */
export function NoticeBell({ className, into, Link }: NoticeBellProps) {
  const unread = useInbox(unreadCount);
  return (
    <Popover
      label="Inbox"
      className={className}
      into={into}
      title={unread === 0 ? 'Nothing unread' : `${unread} unread`}
      trigger={
        <>
          <span className={styles.icon}>
            <Inbox size={18} aria-hidden="true" />
            {unread > 0 && (
              <span className={styles.count} aria-hidden="true">
                {unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}
              </span>
            )}
          </span>
          <span>Inbox</span>
          {unread > 0 && <span className="visually-hidden">, {unread} unread</span>}
        </>
      }
    >
      <NoticeList Link={Link} />
    </Popover>
  );
}
