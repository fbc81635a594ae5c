import type { CSSProperties } from 'react';
import { cx } from '../cx.ts';
import type { AnsiColour } from './segmentStyle.ts';
import type { MarkedSegment } from './search/highlight.ts';
import styles from './LogText.module.css';

/** Styled runs of a line as text nodes: nothing of a line is ever read as markup. */
export function LogText({ segments }: { segments: readonly MarkedSegment[] }) {
  return segments.map((segment, i) => {
    const look = lookOf(segment);
    if (segment.href !== undefined) {
      return (
        <a
          // Segments of a line never move
          key={i}
          className={cx(styles.link, look?.className)}
          style={look?.style}
          href={segment.href}
          // A link's text may be anything, another address too.
          title={segment.href === segment.text ? undefined : segment.href}
          target="_blank"
          rel="noopener noreferrer"
        >
          {segment.text}
        </a>
      );
    }
    if (look === null) return segment.text;
    const Run = segment.found ? 'mark' : 'span';
    return (
      // Segments of a line never move
      <Run key={i} className={look.className} style={look.style}>
        {segment.text}
      </Run>
    );
  });
}

function lookOf(s: MarkedSegment): { className: string | undefined; style: CSSProperties } | null {
  const vars: Record<string, string> = {};
  const classes = [
    s.control && styles.control,
    s.bold && styles.bold,
    s.dim && styles.dim,
    s.italic && styles.italic,
    s.underline && styles.underline,
    s.strike && styles.strike,
    colourClass('fg', s.fg, vars),
    colourClass('bg', s.bg, vars),
    s.fg === 0 && typeof s.bg === 'number' && s.bg > 0 && styles.badge,
    s.inverse && styles.inverse,
    s.found && styles.found,
  ];
  const className = cx(...classes);
  return className === undefined ? null : { className, style: vars };
}

/** A class for the theme's sixteen; others bring their value in a variable. */
function colourClass(
  layer: 'fg' | 'bg',
  colour: AnsiColour | undefined,
  vars: Record<string, string>,
): string | undefined {
  if (colour === undefined) return undefined;
  if (typeof colour === 'number') return styles[`${layer}${colour}`];
  vars[`--ansi-rgb-${layer}`] = `rgb(${colour})`;
  return styles[`${layer}-rgb`];
}
