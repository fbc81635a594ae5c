/** A piece of a subject: a token with its dot, or an id by its name. */
export interface TemplatePiece {
  /** Where it begins. */
  readonly at: number;
  readonly text: string;
  readonly isParam: boolean;
}

/** A subject may break after each piece. */
export function templatePieces(template: string): readonly TemplatePiece[] {
  let at = 0;
  return template
    .split(/(\{[^}]+\}|[^.{]+\.?|\.)/)
    .filter((text) => text !== '')
    .map((text) => {
      const piece = { at, text, isParam: text.startsWith('{') };
      at += text.length;
      return piece;
    });
}
