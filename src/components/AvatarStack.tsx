import { Avatar } from './Avatar.tsx';
import styles from './AvatarStack.module.css';
import { cx } from './cx.ts';

export interface Person {
  id: string;
  name: string;
  presence?: 'active' | 'away';
  /** Where they are, in words, e.g. "Build log". */
  view?: string;
}

export interface AvatarStackProps {
  /** The list's accessible name, e.g. "People here". */
  label: string;
  people: readonly Person[];
  /** How many faces show; everyone stays in the list for screen readers. */
  max?: number;
  size?: number;
}

function describe(person: Person): string {
  const away = person.presence === 'away' ? ', away' : '';
  const view = person.view === undefined ? '' : `, looks at ${person.view}`;
  return away + view;
}

/** People side by side, overlapping; those above `max` become "+n". */
export function AvatarStack({ label, people, max = 5, size = 24 }: AvatarStackProps) {
  const over = people.length - max;
  return (
    // Safari drops the list role of unstyled lists.
    <ul className={styles.stack} role="list" aria-label={label}>
      {people.map((person, i) => (
        <li
          key={person.id}
          className={cx(styles.person, i >= max && 'visually-hidden')}
          aria-label={person.name}
          title={person.name + describe(person)}
        >
          {i < max && (
            <Avatar id={person.id} name={person.name} presence={person.presence} size={size} />
          )}
          <span className="visually-hidden">
            <span>{person.name}</span>
            {describe(person)}
          </span>
        </li>
      ))}
      {over > 0 && (
        <li
          className={cx(styles.person, styles.more)}
          aria-hidden="true"
          style={{ width: size + 4, height: size }}
        >
          +{over}
        </li>
      )}
    </ul>
  );
}
