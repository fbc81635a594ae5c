import { useMemo, useState } from 'react';
import { TextField } from '../../../components/controls/TextField.tsx';
import { parseJson } from '../../../lib/messaging/index.ts';
import {
  describeSchema,
  type FormField,
  formFields,
  setAt,
  valueAt,
} from '../../../lib/schema/index.ts';
import { idsOf, schemaOf, type SendEntry } from './entries.ts';
import styles from './SendPanel.module.css';
import { TextArea } from './TextArea.tsx';

export interface EntryFormProps {
  entry: SendEntry;
  ids: Readonly<Record<string, string>>;
  onIds: (ids: Readonly<Record<string, string>>) => void;
  value: unknown;
  onValue: (value: unknown) => void;
}

/** The fields of an event or a command, by its schema. */
export function EntryForm({ entry, ids, onIds, value, onValue }: EntryFormProps) {
  const schema = useMemo(() => describeSchema(schemaOf(entry)), [entry]);
  const fields = useMemo(() => formFields(schema), [schema]);
  return (
    <>
      {idsOf(entry).map(({ name, required }) => (
        <TextField
          key={name}
          label={required ? name : `${name} (optional)`}
          value={ids[name] ?? ''}
          spellCheck={false}
          autoComplete="off"
          onChange={({ target }) => onIds({ ...ids, [name]: target.value })}
        />
      ))}
      {fields.map((field) => (
        <Field
          key={field.path}
          field={field}
          value={valueAt(value, field.keys)}
          onValue={(next) => onValue(setAt(value ?? {}, field.keys, next))}
        />
      ))}
      {fields.length === 0 && <JsonField value={value} label="Data as JSON" onValue={onValue} />}
    </>
  );
}

interface FieldProps {
  field: FormField;
  value: unknown;
  onValue: (value: unknown) => void;
}

function Field({ field, value, onValue }: FieldProps) {
  const { input, path, required, description, limits, type } = field;
  const label = required ? path : `${path} (optional)`;
  const hint = [type, ...limits, description].filter((part) => part !== '').join(' · ');
  switch (input.kind) {
    case 'text':
      return (
        <TextField
          {...{ label, hint }}
          value={typeof value === 'string' ? value : ''}
          maxLength={input.maxLength}
          onChange={({ target }) => onValue(emptied(target.value, required))}
        />
      );
    case 'number':
      return (
        <TextField
          {...{ label, hint }}
          type="number"
          min={input.min}
          max={input.max}
          step={input.whole ? 1 : 'any'}
          value={typeof value === 'number' ? value : ''}
          onChange={({ target }) => onValue(target.value === '' ? undefined : target.valueAsNumber)}
        />
      );
    case 'switch':
      return <Choice {...{ label, hint, value, onValue }} options={[true, false]} />;
    case 'select':
      return <Choice {...{ label, hint, value, onValue }} options={input.options} />;
    case 'fixed':
      return <Choice {...{ label, hint, value, onValue }} options={[input.value]} />;
    case 'json':
      return <JsonField {...{ label, hint, value, onValue }} />;
  }
}

const emptied = (text: string, required: boolean) => (text === '' && !required ? undefined : text);

interface ChoiceProps {
  label: string;
  hint: string;
  value: unknown;
  options: readonly unknown[];
  onValue: (value: unknown) => void;
}

/** The platform's own: a form may have dozens. */
function Choice({ label, hint, value, options, onValue }: ChoiceProps) {
  return (
    <label className={styles.choice}>
      <span className={styles.label}>{label}</span>
      <select
        className={styles.select}
        value={options.indexOf(value)}
        onChange={({ target }) => onValue(options[Number(target.value)])}
      >
        <option value={-1}>not set</option>
        {options.map((option, at) => (
          <option key={String(option)} value={at}>
            {String(option)}
          </option>
        ))}
      </select>
      <span className={styles.hint}>{hint}</span>
    </label>
  );
}

interface JsonFieldProps {
  label: string;
  hint?: string;
  value: unknown;
  onValue: (value: unknown) => void;
}

function JsonField({ label, hint, value, onValue }: JsonFieldProps) {
  const [typed, setTyped] = useState<{ readonly text: string; readonly value: unknown } | null>(
    null,
  );
  // Another value from elsewhere, such as an example, replaces what was typed.
  const isTyped = typed !== null && Object.is(typed.value, value);
  const text = isTyped ? typed.text : value === undefined ? '' : JSON.stringify(value, null, 2);
  const parsed = parse(text);
  return (
    <TextArea
      {...{ label }}
      hint={hint}
      value={text}
      rows={3}
      error={parsed.ok ? undefined : parsed.problem}
      onChange={(next) => {
        const made = parse(next);
        const after = made.ok ? made.value : value;
        setTyped({ text: next, value: after });
        if (made.ok) onValue(after);
      }}
    />
  );
}

type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string };

function parse(text: string): Parsed {
  if (text.trim() === '') return { ok: true, value: undefined };
  try {
    return { ok: true, value: parseJson(text) };
  } catch (error) {
    return { ok: false, problem: `Not JSON: ${error instanceof Error ? error.message : ''}` };
  }
}
