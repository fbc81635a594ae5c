import { useQueryClient } from '@tanstack/react-query';
import { useMessaging } from '../../hooks/index.ts';
import { projectQuery, projectsQuery } from './queries.ts';

/** What people call a project, by what is known when it is asked; renders nothing again. */
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
