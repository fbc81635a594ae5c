import { type ChangeEvent, useState } from 'react';
import { checkName } from './checkName.ts';
import { focusField, focusFirst } from './focusFirst.ts';

/** The field for a project's name, with its error once the form was sent. */
export function useNameField(initial: string) {
  const [text, setText] = useState(initial);
  const [problem, setProblem] = useState<string | undefined>();
  return {
    text,
    field: {
      label: 'Name',
      ref: focusFirst,
      autoComplete: 'off',
      value: text,
      error: problem,
      onChange: (event: ChangeEvent<HTMLInputElement>) => {
        setText(event.target.value);
        setProblem(undefined);
      },
    },
    /** @returns the clean name; null after showing what is wrong with it */
    take(form: HTMLFormElement): string | null {
      const checked = checkName(text);
      setProblem(checked.ok ? undefined : checked.problem);
      if (checked.ok) return checked.name;
      focusField(form);
      return null;
    },
  };
}
