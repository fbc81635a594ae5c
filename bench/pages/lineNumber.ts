const LINE_NUMBER = /line (\d+)\s*$/;

/** The number at the end of a line's text; -1 without one. */
export function numberIn(text: string | null | undefined): number {
  return Number(LINE_NUMBER.exec(text ?? '')?.[1] ?? -1);
}
