import { type ChangeEvent, useState } from 'react';
import { checkName } from './checkName.ts';
import { focusField, focusFirst } from './focusFirst.ts';

/** The field for a project's name, told of what is wrong with it once its form was sent. */
export function useNameField(initial: string) {
  const [text, setText] = useState(initial);
  const [problem, setProblem] = useState<string | undefined>();
  return {
    text,
    /** Props of the TextField. */
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
    /** @returns the name as it would be kept; null after telling what is wrong with it */
    take(form: HTMLFormElement): string | null {
      const checked = checkName(text);
      setProblem(checked.ok ? undefined : checked.problem);
      if (checked.ok) return checked.name;
      focusField(form);
      return null;
    },
  };
}
