import { Fragment } from 'react';
import { templatePieces } from '../templates.ts';
import styles from './Subject.module.css';

export interface SubjectProps {
  template: string;
  /** On one line, however long it is. */
  oneLine?: boolean;
}

/** A subject with its ids set apart. */
export function Subject({ template, oneLine = false }: SubjectProps) {
  return (
    <code className={oneLine ? undefined : styles.subject}>
      {templatePieces(template).map(({ at, text, isParam }) => (
        <Fragment key={at}>
          {isParam ? <span className={styles.param}>{text}</span> : text}
          {!oneLine && text.endsWith('.') && <wbr />}
        </Fragment>
      ))}
    </code>
  );
}
