import { cleanProjectName } from '../../../catalogs/slate/index.ts';

/** A name as it would be kept, or what is wrong with it. */
export type CheckedName =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly problem: string };

/** Checks what somebody typed as a project's name. */
export function checkName(text: string): CheckedName {
  const name = cleanProjectName(text);
  if (name !== null) return { ok: true, name };
  const problem =
    text.trim() === ''
      ? 'Give the project a name, such as “Web shop”.'
      : 'Use 1–100 visible characters.';
  return { ok: false, problem };
}
