import type { CSSProperties } from 'react';
import { cx } from '../../../components/cx.ts';
import styles from './LogText.module.css';
import { runVariables } from '../../../lib/terminal/runColours.ts';
import type { MarkedSegment } from '../../../lib/log/search/highlight.ts';

/** Text nodes: nothing of a line is read as markup. */
export function LogText({ segments }: { segments: readonly MarkedSegment[] }) {
  return segments.map((segment, i) => {
    const { text, href } = segment;
    const look = lookOf(segment);
    const Run = segment.found ? 'mark' : 'span';
    const run =
      look === null ? (
        text
      ) : (
        // Segments never move
        <Run key={i} className={look.className} style={look.style}>
          {text}
        </Run>
      );
    if (href === undefined) return run;
    return (
      <a
        // Segments never move
        key={i}
        className={styles.link}
        href={href}
        // A link's text may be anything, even another address.
        title={href === text ? undefined : href}
        target="_blank"
        rel="noopener noreferrer"
      >
        {run}
      </a>
    );
  });
}

interface RunLook {
  readonly className: string;
  readonly style: CSSProperties | undefined;
}

/** Null for the log's own look. */
function lookOf(s: MarkedSegment): RunLook | null {
  // A match has its own colours.
  const variables = s.found ? null : runVariables(s);
  const isOfTheme = !s.found && variables === null;
  const className = cx(
    s.control && styles.control,
    s.bold && styles.bold,
    s.italic && styles.italic,
    s.underline && styles.underline,
    s.strike && styles.strike,
    isOfTheme && s.dim && styles.dim,
    isOfTheme && typeof s.fg === 'number' && styles[`fg${s.fg}`],
    variables !== null && styles.coloured,
    s.found && styles.found,
  );
  return className === undefined ? null : { className, style: variables ?? undefined };
}
