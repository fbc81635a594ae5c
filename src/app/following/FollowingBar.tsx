import { useRouter } from '@tanstack/react-router';
import { type CSSProperties, useEffect, useEffectEvent } from 'react';
import { Button } from '../../components/controls/Button.tsx';
import { Avatar } from '../../components/people/Avatar.tsx';
import { toast } from '../../components/toast.ts';
import { describePlace } from '../../features/presence/describePlace.ts';
import { type FollowCourse, followCourse } from '../../features/presence/followCourse.ts';
import { useConnection, usePeople } from '../../hooks/index.ts';
import { assertNever } from '../../lib/assertNever.ts';
import { hueOf } from '../../lib/hueOf.ts';
import { useSelf } from '../SelfContext.ts';
import type { Followed } from './FollowingContext.ts';
import styles from './FollowingBar.module.css';
import { knownPages } from './knownPages.ts';
import { placeHref } from './placeHref.ts';
import { useLead } from './useLead.ts';
import { useStopOnInput } from './useStopOnInput.ts';

/** A person who goes from a project's page to a process of it is gone for a moment. */
const GONE_AFTER_MS = 2_000;

export interface FollowingBarProps {
  followed: Followed;
  onStop: () => void;
}

/** Takes the page to where the followed person is, and says so. */
export function FollowingBar({ followed, onStop }: FollowingBarProps) {
  const { projectId, userId, name } = followed;
  const self = useSelf();
  const people = usePeople(projectId);
  const isLive = useConnection(({ status }) => status === 'live');
  const course = followCourse(people, userId, self.userId);
  const pages = knownPages(useRouter());
  const href = course.kind === 'lead' ? placeHref(projectId, course.location, pages) : null;
  useLead(isLive ? href : null, onStop);
  useStopOnInput(onStop);

  const onEnd = useEffectEvent((text: string) => {
    toast('success', text);
    onStop();
  });
  const { kind } = course;
  useEffect(() => {
    if (kind === 'circle') onEnd(`${name} follows you, so you stopped following ${name}.`);
    if (kind !== 'gone' || !isLive) return;
    const timer = setTimeout(
      () => onEnd(`${name} left the project, so you stopped following.`),
      GONE_AFTER_MS,
    );
    return () => clearTimeout(timer);
  }, [kind, isLive, name]);

  return (
    <div className={styles.bar} style={{ '--hue': hueOf(userId) } as CSSProperties}>
      <div className={styles.frame} aria-hidden="true" />
      <Avatar id={userId} name={name} size={20} />
      <span className={styles.text} role="status">
        <strong>Following {name}</strong>
        {' · '}
        {isLive ? describeCourse(course, href) : 'paused until the connection is back'}
      </span>
      <span className={styles.hint}>Esc to stop</span>
      <Button size="sm" onClick={onStop}>
        Stop following
      </Button>
    </div>
  );
}

function describeCourse(course: FollowCourse, href: string | null): string {
  switch (course.kind) {
    case 'lead': {
      const away = course.person.state === 'away' ? 'away, at ' : '';
      const place = away + describePlace(course.person);
      return href === null ? `${place}, which this page can’t show` : place;
    }
    case 'unknown':
      return 'their page doesn’t say where they are';
    case 'gone':
      return 'looking for them';
    case 'circle':
      return 'they follow you';
    default:
      return assertNever(course);
  }
}
