import { Avatar } from '../../components/people/Avatar.tsx';
import { Panel } from '../../components/Panel.tsx';
import { formatTimeOfDay } from '../../components/time/format.ts';
import { listActivity } from '../../features/activity/listActivity.ts';
import { activityViews } from '../../features/activity/views.ts';
import { useReplay, useView } from '../../hooks/index.ts';
import { peopleOf } from './peopleOf.ts';
import styles from './PeopleActed.module.css';

/** Who did something in what is replayed: who was there is not recorded. */
export default function PeopleActed({ projectId }: { projectId: string }) {
  const replay = useReplay();
  const activities = useView(activityViews[0], projectId, listActivity);
  const people = peopleOf(activities, replay?.getSnapshot().range.from ?? 0);
  return (
    <Panel title="People who acted" flush>
      <div className={styles.people}>
        <p className={styles.note}>
          Who was here isn’t recorded. {people.length === 0 ? 'No one has' : 'These people have'}{' '}
          done something in this replay so far.
        </p>
        {people.length > 0 && (
          <ul role="list" aria-label="People who acted" className={styles.list}>
            {people.map(({ name, did, time }) => (
              <li key={name} aria-label={name} className={styles.person}>
                <Avatar id={name} name={name} />
                <span className={styles.who}>
                  <span className={styles.name}>{name}</span>
                  <span className={styles.did} title={did}>
                    {did}, {formatTimeOfDay(time)}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Panel>
  );
}
