import { useMemo } from 'react';
import type * as z from 'zod/mini';
import { describeSchema, fieldsOf } from '../../../lib/schema/index.ts';
import styles from './Details.module.css';

export interface FieldTableProps {
  /** The accessible name. */
  label: string;
  schema: z.ZodMiniType;
}

/** The fields of a schema, parents before their parts. */
export function FieldTable({ label, schema }: FieldTableProps) {
  const { described, fields, truncated } = useMemo(() => {
    const described = describeSchema(schema);
    return { described, ...fieldsOf(described) };
  }, [schema]);
  if (fields.length === 0) {
    return (
      <p className={styles.muted}>{described.description ?? 'Any JSON; no field is named.'}</p>
    );
  }
  return (
    // It scrolls sideways where a long path leaves no room: by keyboard too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.tableScroller} role="region" aria-label={label} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Type</th>
            <th scope="col">Allowed</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ path, keys, type, required, limits, description }) => (
            <tr key={path}>
              <th scope="row" style={{ paddingLeft: `${16 + (keys.length - 1) * 12}px` }}>
                <code>
                  <span className={styles.parents}>
                    {path.slice(0, path.length - (keys.at(-1)?.length ?? 0))}
                  </span>
                  {keys.at(-1)}
                </code>
                {required && <span className={styles.required}>required</span>}
              </th>
              <td>{type}</td>
              <td>
                {description !== '' && <p>{description}</p>}
                {limits.join(' · ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {truncated && <p className={styles.muted}>There are more fields than are listed here.</p>}
    </div>
  );
}
