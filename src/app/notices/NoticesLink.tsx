import { Link } from '@tanstack/react-router';
import type { NoticeLinkProps } from '../../features/notices/NoticeBell.tsx';
import { target } from './useNotices.ts';

/** Leads from a notice to the page that it is about. */
export function NoticesLink({ link, ...rest }: NoticeLinkProps) {
  return <Link {...target(link)} {...rest} />;
}
