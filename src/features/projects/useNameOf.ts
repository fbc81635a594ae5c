import { useQueryClient } from '@tanstack/react-query';
import { useMessaging } from '../../hooks/index.ts';
import { projectQuery, projectsQuery } from './queries.ts';

/** A project's name by what is cached; renders nothing. */
export function useNameOf(): (projectId: string) => string {
  const client = useMessaging();
  const queryClient = useQueryClient();
  return (projectId) => {
    const list = queryClient.getQueryData(projectsQuery(client).queryKey);
    const listed = list?.projects.find((project) => project.projectId === projectId);
    const { queryKey } = projectQuery(client, projectId);
    return (listed ?? queryClient.getQueryData(queryKey))?.name ?? projectId;
  };
}
