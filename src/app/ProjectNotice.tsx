import { Banner } from '../components/Banner.tsx';
import type { ProjectsAnswer } from '../features/projects/useProjects.ts';
import { isToken } from '../lib/messaging/index.ts';

export interface ProjectNoticeProps {
  projectId: string;
  answer: ProjectsAnswer;
  /** Some publisher has told of builds or processes of it. */
  heardOf: boolean;
}

/** Says when a project of the address is not known to anyone, or can't be one. */
export function ProjectNotice({ projectId, answer, heardOf }: ProjectNoticeProps) {
  // The annotation keeps the guard from narrowing a string that is no token to `never`.
  const canBeId: boolean = isToken(projectId);
  if (!canBeId) {
    return (
      <Banner tone="error">
        “{projectId.slice(0, 80)}” can’t be a project’s id: ids have 1 to 64 letters, digits, “_” or
        “-”. Check the address.
      </Banner>
    );
  }
  const hosted =
    answer.kind === 'known' && answer.projects.some((project) => project.projectId === projectId);
  if (heardOf || hosted || answer.kind === 'asking') return null;
  return (
    <Banner tone="info">
      Nobody has told of a project “{projectId}” yet. This page goes live when its first event
      arrives.
    </Banner>
  );
}
