const views = ['steps', 'annotations', 'compare', 'artifacts', 'builds'] as const;
export type BuildView = (typeof views)[number];

export const readBuildView = (text: string): BuildView =>
  views.find((view) => view === text) ?? 'steps';
