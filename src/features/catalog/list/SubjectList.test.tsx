// @vitest-environment jsdom
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { defineCatalog, event } from '../../../lib/messaging/index.ts';
import { listEntries } from '../entries.ts';
import { nothingWatched } from '../traffic/watchState.ts';
import { SubjectList } from './SubjectList.tsx';
import type { EntryLinkProps } from './SubjectRow.tsx';

// A document without layout: the list is given a height.
beforeEach(() => {
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(400);
});

const entriesOf = (count: number) => {
  const rows = Array.from({ length: count }, (_, index) => [
    `r${index % 7}.e${index}`,
    event({ subject: `many.e${index}.{id}`, type: 'x', data: z.looseObject({}) }),
  ]);
  return listEntries({ catalog: defineCatalog(Object.fromEntries(rows)), commands: {} });
};

const Link = ({ entry, tabIndex, children }: EntryLinkProps) => (
  <a href={`#${entry.name}`} tabIndex={tabIndex}>
    {children}
  </a>
);

const show = (count: number) =>
  render(
    <SubjectList entries={entriesOf(count)} selected={null} watch={nothingWatched} Link={Link} />,
  );
const rows = () => screen.getAllByRole('listitem');

test('of 10,000 entries few are drawn, and the keyboard gets to the last one', async () => {
  show(10_000);
  expect(rows().length).toBeLessThan(100);
  expect(rows()[0]?.getAttribute('aria-setsize')).toBe('10000');
  const user = userEvent.setup();
  await user.tab();
  expect(document.activeElement?.textContent).toContain('r0.e0');
  await user.keyboard('{ArrowDown}');
  await waitFor(() => expect(document.activeElement?.textContent).toContain('r0.e7'));
  await user.keyboard('{End}');
  await waitFor(() => expect(document.activeElement?.textContent).toContain('r6.e9'));
  expect(document.activeElement?.closest('li')?.getAttribute('aria-posinset')).toBe('10000');
  expect(rows().length).toBeLessThan(100);
});

test('of a hundred entries all are drawn', () => {
  show(100);
  expect(rows()).toHaveLength(100);
});
