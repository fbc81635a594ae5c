/**
 * As `ref` of the element that a dialog gives the focus to. React's `autoFocus` comes too early: a
 * dialog chooses by the attribute when it opens, and would take its close button.
 */
export const focusFirst = (element: HTMLElement | null): void => {
  element?.setAttribute('autofocus', '');
};

/** As `ref` of the element that gets the focus when it appears in a dialog that is open already. */
export const focusNow = (element: HTMLElement | null): void => element?.focus();

/** The first field of a form that was sent with something wrong in it. */
export function focusField(form: HTMLFormElement): void {
  const [field] = form.elements;
  if (field instanceof HTMLElement) field.focus();
}
