import { PLAIN, sameStyle, type Style } from './sgr.ts';

/** How a run looks, and where it leads. */
export interface Look {
  readonly style: Style;
  /** An http or https address. */
  readonly link: string | null;
}

export interface Run {
  readonly text: string;
  readonly look: Look;
}

export const PLAIN_LOOK: Look = { style: PLAIN, link: null };

export function sameLook(a: Look, b: Look): boolean {
  return a === b || (a.link === b.link && sameStyle(a.style, b.style));
}

/** Whether a blank in this look is visible. */
export function showsBlanks({ style }: Look): boolean {
  return ['bg', 'inverse', 'underline', 'strike', 'overline'].some((name) => style.has(name));
}
