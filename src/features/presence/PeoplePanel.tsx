import { formatCount } from '../../components/time/format.ts';
import { Panel } from '../../components/Panel.tsx';
import { PeopleList, type PeopleListProps } from './PeopleList.tsx';
import styles from './PeopleList.module.css';

/** Who is here and what they look at; yourself first. */
export function PeoplePanel(props: Omit<PeopleListProps, 'label'>) {
  const count = Object.keys(props.people).length;
  return (
    <Panel
      title="People here"
      flush
      actions={count > 0 && <span className={styles.count}>{formatCount(count)}</span>}
    >
      <PeopleList label="People here" {...props} />
    </Panel>
  );
}
