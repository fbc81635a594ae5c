import { Fragment } from 'react';
import { templatePieces } from '../templates.ts';
import styles from './Subject.module.css';

/** A subject with its ids set apart; it may break after a token. */
export function Subject({ template }: { template: string }) {
  return (
    <code className={styles.subject}>
      {templatePieces(template).map(({ at, text, isParam }) => (
        <Fragment key={at}>
          {isParam ? <span className={styles.param}>{text}</span> : text}
          {text.endsWith('.') && <wbr />}
        </Fragment>
      ))}
    </code>
  );
}
