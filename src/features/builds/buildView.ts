const views = ['steps', 'annotations', 'compare', 'artifacts', 'builds'] as const;
export type BuildView = (typeof views)[number];

/** A view by its name in an address; anything else is the first one. */
export const readBuildView = (text: string): BuildView =>
  views.find((view) => view === text) ?? 'steps';
