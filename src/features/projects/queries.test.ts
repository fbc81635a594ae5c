import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import type { ProjectRecord } from '../../catalogs/slate/index.ts';
import type { MessagingClient } from '../../lib/messaging/index.ts';
import { keepProject, projectsQuery } from './queries.ts';

const record = (projectId: string, name: string): ProjectRecord => ({
  projectId,
  name,
  buildSteps: null,
  runCommand: null,
  currentBuildId: null,
  sessions: [],
});

it('keeps projects by names that people can read, or by their ids', async () => {
  const projects = [record('web', 'Web\u202e shop'), record('blank', '\u200b')];
  const client = { request: async () => ({ projects }) } as unknown as MessagingClient;
  const queryClient = new QueryClient();
  const query = projectsQuery(client);
  await queryClient.fetchQuery(query);
  keepProject(queryClient, record('new', ' \n New'));
  expect(queryClient.getQueryData(query.queryKey)?.projects.map(({ name }) => name)).toEqual([
    'Web shop',
    'blank',
    'New',
  ]);
});
