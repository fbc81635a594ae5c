import { Copy } from 'lucide-react';
import { useMemo } from 'react';
import type * as z from 'zod/mini';
import { copyText } from '../../../components/controls/copyText.ts';
import { IconButton } from '../../../components/controls/IconButton.tsx';
import { exampleFor } from '../../../lib/schema/index.ts';
import styles from './Details.module.css';

export interface ExampleProps {
  /** What it is an example of, such as “Body”. */
  label: string;
  schema: z.ZodMiniType;
  /** Whether fields that may be left out are there. */
  optional: boolean;
  /** What goes over the wire for a value of the schema. */
  wrap?: ((value: unknown) => unknown) | undefined;
}

/** A body that the schema accepts. */
export function Example({ label, schema, optional, wrap }: ExampleProps) {
  const example = useMemo(() => exampleFor(schema, { optional }), [schema, optional]);
  const text = JSON.stringify(wrap ? wrap(example.value) : example.value, null, 2);
  return (
    <figure className={styles.example}>
      <figcaption className={styles.exampleHead}>
        <span>{label}</span>
        <IconButton
          label={`Copy ${label.toLowerCase()}`}
          icon={Copy}
          onClick={() => void copyText(text)}
        />
      </figcaption>
      {!example.ok && (
        <p className={styles.refused}>
          The schema refuses this example, so take it as a start only: {example.problem}
        </p>
      )}
      {/* It scrolls: by keyboard too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={styles.code} tabIndex={0} role="region" aria-label={`Example: ${label}`}>
        {text}
      </pre>
    </figure>
  );
}
