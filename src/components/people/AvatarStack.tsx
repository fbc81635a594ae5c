import { Avatar } from './Avatar.tsx';
import styles from './AvatarStack.module.css';
import { cx } from '../cx.ts';

export interface Person {
  id: string;
  name: string;
  presence?: 'active' | 'away';
  /** Where they are, e.g. "Build log". */
  view?: string;
}

export interface AvatarStackProps {
  label: string;
  people: readonly Person[];
  /** Faces; everyone is in the list for screen readers. */
  max?: number;
  size?: number;
}

function describe(person: Person): string {
  const away = person.presence === 'away' ? ', away' : '';
  const view = person.view === undefined ? '' : `, viewing ${person.view}`;
  return away + view;
}

/** In narrow windows. */
const NARROW_MAX = 2;
/** Names in the tooltip. */
const MAX_NAMED = 20;

/** Those above `max` become "+n". */
export function AvatarStack({ label, people, max = 5, size = 24 }: AvatarStackProps) {
  return (
    // Safari drops the list role of unstyled lists.
    <ul className={styles.stack} role="list" aria-label={label}>
      {people.map((person, i) => (
        <li
          key={person.id}
          // Those without a face are there for screen readers only, and take no room.
          className={
            i < max ? cx(styles.person, i >= NARROW_MAX && styles.wide) : 'visually-hidden'
          }
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
      <More people={people.slice(max)} size={size} className={styles.wide} />
      <More people={people.slice(NARROW_MAX)} size={size} className={styles.narrow} />
    </ul>
  );
}

interface MoreProps {
  people: readonly Person[];
  size: number;
  className: string | undefined;
}

function More({ people, size, className }: MoreProps) {
  if (people.length === 0) return null;
  const named = people.slice(0, MAX_NAMED).map(({ name }) => name);
  const rest = people.length - named.length;
  return (
    <li
      className={cx(styles.more, className)}
      aria-hidden="true"
      title={named.join(', ') + (rest > 0 ? ` and ${rest} more` : '')}
      style={{ minWidth: size + 4, height: size }}
    >
      +{people.length}
    </li>
  );
}
