/**
 * As `ref` of what a dialog focuses when it opens. React's `autoFocus` comes too early: the dialog
 * would take its close button.
 */
export const focusFirst = (element: HTMLElement | null): void => {
  element?.setAttribute('autofocus', '');
};

/** As `ref` of what is focused when it appears in an open dialog. */
export const focusNow = (element: HTMLElement | null): void => element?.focus();

/** Focuses the first invalid field. */
export function focusField(form: HTMLFormElement): void {
  const [field] = form.elements;
  if (field instanceof HTMLElement) field.focus();
}
