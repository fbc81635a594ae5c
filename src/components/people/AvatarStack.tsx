import { Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { Popover } from '../Popover.tsx';
import { Avatar } from './Avatar.tsx';
import styles from './AvatarStack.module.css';
import { cx } from '../cx.ts';

export interface Person {
  id: string;
  name: string;
  presence?: 'active' | 'away';
  /** Where they are, e.g. "Build log". */
  view?: string;
  /** What pressing the face does. */
  press?: {
    /** The button's name. */
    readonly label: string;
    readonly isOn: boolean;
    /** Why pressing it would do nothing now. */
    readonly unavailable: string | null;
    readonly run: () => void;
  };
}

export interface AvatarStackProps {
  label: string;
  people: readonly Person[];
  /** Faces; everyone is in the list for screen readers. */
  max?: number;
  size?: number;
  /** Everyone in more detail, on demand. */
  everyone?: ReactNode;
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
export function AvatarStack(props: AvatarStackProps) {
  const { label, people, max = 5, size = 24, everyone } = props;
  const more = (
    <>
      <More {...{ size, everyone }} people={people.slice(max)} className={styles.wide} />
      <More {...{ size, everyone }} people={people.slice(NARROW_MAX)} className={styles.narrow} />
    </>
  );
  const list = (
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
          {i < max && <Face person={person} size={size} />}
          <span className="visually-hidden">
            <span>{person.name}</span>
            {describe(person)}
          </span>
        </li>
      ))}
      {everyone === undefined && more}
    </ul>
  );
  if (everyone === undefined) return list;
  return (
    <div className={styles.stack}>
      {list}
      {more}
    </div>
  );
}

function Face({ person, size }: { person: Person; size: number }) {
  const { id, name, presence, press } = person;
  const face = <Avatar id={id} name={name} presence={presence} size={size} />;
  if (!press) return face;
  return (
    <button
      type="button"
      className={cx(styles.face, press.isOn && styles.on)}
      aria-label={press.label}
      aria-disabled={press.unavailable !== null}
      title={press.unavailable ?? `${press.label} · ${name}${describe(person)}`}
      onClick={press.unavailable === null ? press.run : undefined}
    >
      {face}
    </button>
  );
}

interface MoreProps {
  people: readonly Person[];
  size: number;
  everyone: ReactNode;
  className: string | undefined;
}

function More({ people, size, everyone, className }: MoreProps) {
  if (people.length === 0 && everyone === undefined) return null;
  const named = people.slice(0, MAX_NAMED).map(({ name }) => name);
  const rest = people.length - named.length;
  const names = named.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
  if (everyone === undefined) {
    return (
      <li
        className={cx(styles.more, className)}
        aria-hidden="true"
        title={names}
        style={{ minWidth: size + 4, height: size }}
      >
        +{people.length}
      </li>
    );
  }
  return (
    <div className={className}>
      <Popover
        label="Everyone here"
        title={names === '' ? 'Everyone here' : names}
        className={styles.more}
        trigger={
          people.length > 0 ? (
            <>
              +{people.length}
              <span className="visually-hidden"> more people: show everyone here</span>
            </>
          ) : (
            <>
              <Users size={14} aria-hidden="true" />
              <span className="visually-hidden">Show everyone here</span>
            </>
          )
        }
      >
        {everyone}
      </Popover>
    </div>
  );
}
