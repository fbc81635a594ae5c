import { CircleX, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import { Button } from '../../components/controls/Button.tsx';
import { plural } from '../../components/time/format.ts';
import type { BuildAnnotation } from '../../catalogs/slate/index.ts';
import styles from './AnnotationList.module.css';
import type { Build } from './model/model.ts';

const looks: Record<BuildAnnotation['level'], { word: string; Icon: LucideIcon }> = {
  error: { word: 'Error', Icon: CircleX },
  warning: { word: 'Warning', Icon: TriangleAlert },
  notice: { word: 'Notice', Icon: Info },
};

export interface AnnotationListProps {
  build: Build;
  onShow: (annotation: BuildAnnotation) => void;
}

/** What the steps of a build want people to see first. */
export function AnnotationList({ build, onShow }: AnnotationListProps) {
  const { annotations, annotationsOmitted } = build;
  if (annotations.length === 0) {
    return (
      <p className={styles.note}>
        This build has no annotations. A step makes one by printing a line such as{' '}
        <code>::error file=app.ts,line=3::message</code>.
      </p>
    );
  }
  return (
    <>
      <ul role="list" aria-label="Annotations">
        {annotations.map((annotation, i) => (
          // They never move.
          <AnnotationRow key={i} annotation={annotation} onShow={() => onShow(annotation)} />
        ))}
      </ul>
      {annotationsOmitted > 0 && (
        <p className={styles.note}>
          {plural(annotationsOmitted, 'more annotation')} in the log: only the first are listed.
        </p>
      )}
    </>
  );
}

function AnnotationRow(props: { annotation: BuildAnnotation; onShow: () => void }) {
  const { level, message, title, step } = props.annotation;
  const { word, Icon } = looks[level];
  const place = placeOf(props.annotation);
  return (
    <li className={styles.row} data-level={level}>
      <span className={styles.level}>
        <Icon size={14} aria-hidden="true" />
        {word}
      </span>
      <span className={styles.text}>
        {title && title !== message && <strong>{title}</strong>}
        <span className={styles.message}>{message}</span>
        {(place !== '' || step) && (
          <span className={styles.where}>
            {place !== '' && <span className={styles.file}>{place}</span>}
            {step && <span>{step}</span>}
          </span>
        )}
      </span>
      <Button size="sm" onClick={props.onShow}>
        Show in the log
      </Button>
    </li>
  );
}

function placeOf({ file, line, column }: BuildAnnotation): string {
  if (file === undefined || file === '') return line === undefined ? '' : `line ${line}`;
  return [file, line, line === undefined ? undefined : column]
    .filter((part) => part !== undefined)
    .join(':');
}
