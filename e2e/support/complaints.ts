import type { BrowserContext } from '@playwright/test';

/** What browsers complained about: exceptions, errors in the console, dialogs. */
export interface Complaints {
  watch(context: BrowserContext): void;
  /** Errors that belong to what the test does. */
  expect(text: RegExp): void;
  unexpected(): string[];
}

export function createComplaints(): Complaints {
  const seen: string[] = [];
  const expected: RegExp[] = [];
  return {
    watch(context) {
      context.on('weberror', (event) => {
        const error = event.error();
        seen.push(`exception: ${error.stack ?? error.message}`);
      });
      context.on('console', (message) => {
        if (message.type() !== 'error') return;
        seen.push(`console: ${message.text()} (${message.location().url})`);
      });
      context.on('dialog', (dialog) => {
        seen.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
    },
    expect: (text) => void expected.push(text),
    unexpected: () => seen.filter((text) => !expected.some((pattern) => pattern.test(text))),
  };
}
