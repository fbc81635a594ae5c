import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { toast } from '../../components/toast.ts';
import { type BuildEnd, useMyBuildEnds } from '../../features/builds/notices/useMyBuildEnds.ts';
import { showOnDesktop } from '../../features/notices/desktop.ts';
import { inbox, shareInbox } from '../../features/notices/inbox.ts';
import type { NewNotice, NoticeKind, NoticeLink } from '../../features/notices/model.ts';
import {
  type ProjectChange,
  useMyProjectChanges,
} from '../../features/projects/useMyProjectChanges.ts';
import { useNameOf } from '../../features/projects/useNameOf.ts';
import { assertNever } from '../../lib/assertNever.ts';
import { useSelf } from '../SelfContext.ts';
import { readMonitorTab } from '../url/monitorTab.ts';

/** No page shows that a person has just come. */
const ofPeople: readonly NoticeKind[] = ['people', 'follower'];

const tones = { completed: 'good', failed: 'bad', cancelled: 'neutral' } as const;

/** Notifies the reader of what concerns them: in the inbox, and by a toast or on the desktop. */
export function useNotices(): void {
  const self = useSelf();
  const nameOf = useNameOf();
  const notify = useNotify();
  useEffect(shareInbox, []);
  useMyBuildEnds((end) => notify(noticeOfBuild(end, nameOf(end.projectId))));
  useMyProjectChanges(self.userId, (change) => {
    if (change.by !== self.name) notify(noticeOfProject(change, nameOf(change.projectId)));
  });
}

/** Puts a notice into the inbox, and shows it where the reader is: in this tab or elsewhere. */
export function useNotify(): (notice: NewNotice) => void {
  const navigate = useNavigate();
  return (notice) => {
    if (inbox.isMuted(notice.kind)) return;
    const { link } = notice;
    const open = () => {
      inbox.markRead(notice.key);
      void navigate(target(link));
    };
    const isHere = link.to !== 'monitor' && showsBuilds(location.pathname, link.projectId);
    inbox.add(notice, isHere && !document.hidden);
    // A tab that is seen leaves the desktop to one that is not.
    if (document.hidden) showOnDesktop(notice, open);
    else if (!isHere || ofPeople.includes(notice.kind)) {
      const text = notice.detail === '' ? notice.title : `${notice.title}\n${notice.detail}`;
      const action = isHere ? undefined : { label: 'Open', run: open };
      toast(notice.tone === 'bad' ? 'failure' : 'success', text, action);
    }
  };
}

/** Whether the page at a path shows a project and its builds: its other pages, e.g. its files, do not. */
export function showsBuilds(path: string, projectId: string): boolean {
  const [, root, id, section = ''] = path.split('/');
  return root === 'projects' && id === projectId && (section === '' || section === 'builds');
}

/** The page that a notice leads to. */
export function target(link: NoticeLink) {
  switch (link.to) {
    case 'build': {
      const { projectId, buildId } = link;
      return {
        to: '/projects/$projectId/builds/$buildId',
        params: { projectId, buildId },
      } as const;
    }
    case 'project':
      return { to: '/projects/$projectId', params: { projectId: link.projectId } } as const;
    case 'monitor':
      return { to: '/monitor', search: { tab: readMonitorTab(link.tab) } } as const;
    default:
      return assertNever(link);
  }
}

function noticeOfBuild(end: BuildEnd, projectName: string): NewNotice {
  const { projectId, buildId, eventId, result, title, detail } = end;
  return {
    key: `build-${buildId}`,
    eventId,
    kind: 'build',
    tone: tones[result],
    title: `${projectName}: ${title}`,
    detail,
    link: { to: 'build', projectId, buildId },
    at: Date.now(),
  };
}

function noticeOfProject(change: ProjectChange, nameBefore: string): NewNotice {
  const { projectId, eventId, type, name, by } = change;
  const who = by ?? 'Someone';
  const isRenamed = name !== null && name !== nameBefore;
  const updated = isRenamed
    ? `${who} renamed “${nameBefore}” to “${name}”`
    : `${who} changed “${nameBefore}”`;
  return {
    key: `project-${projectId}-${type}`,
    eventId,
    kind: 'project',
    tone: type === 'deleted' ? 'bad' : 'neutral',
    title: type === 'deleted' ? `${who} deleted “${name ?? nameBefore}”` : updated,
    detail: '',
    link: { to: 'project', projectId },
    at: Date.now(),
  };
}
