import { ForeignProjectPanel, type ForeignProjectPanelProps } from './ForeignProjectPanel.tsx';
import { ProjectPanel, type ProjectPanelProps } from './ProjectPanel.tsx';

export type AboutProjectProps =
  | ({ kind: 'recorded' } & ProjectPanelProps)
  | ({ kind: 'foreign' } & ForeignProjectPanelProps);

/** What is known of a project itself: by its record, or by its events alone. */
export default function AboutProject(props: AboutProjectProps) {
  return props.kind === 'recorded' ? (
    <ProjectPanel {...props} />
  ) : (
    <ForeignProjectPanel {...props} />
  );
}
