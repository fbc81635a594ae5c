import { cleanProjectName } from '../../../catalogs/slate/index.ts';

export type CheckedName =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly problem: string };

export function checkName(text: string): CheckedName {
  const name = cleanProjectName(text);
  if (name !== null) return { ok: true, name };
  const problem =
    text.trim() === ''
      ? 'Give the project a name, such as “Web shop”.'
      : 'Use 1–100 visible characters.';
  return { ok: false, problem };
}
