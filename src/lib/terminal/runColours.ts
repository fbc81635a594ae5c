import { mix, readable, reads, type Rgb } from '../contrast.ts';
import { type LogPalette, type LogTheme, palettes } from './logPalette.ts';
import type { AnsiColour, SegmentStyle } from './segmentStyle.ts';

export interface RunColours {
  readonly text: Rgb;
  /** Null is transparent. */
  readonly background: Rgb | null;
}

/** How much of the background shows through dim text. */
const DIMMED = 0.4;

const rgbOf = (colour: AnsiColour, sixteen: readonly Rgb[]): Rgb => {
  if (typeof colour === 'number') return sixteen[colour] ?? [0, 0, 0];
  const [r = 0, g = 0, b = 0] = colour.split(',').map(Number);
  return [r, g, b];
};

/** Unreadable text gets the other theme's colour, or the closest readable one. */
export function coloursIn(theme: LogTheme, style: SegmentStyle): RunColours {
  const palette = palettes[theme];
  const { text, background } = ownColours(palette, style);
  const surfaces = background === null ? palette.surfaces : [background];
  const [behind = text] = surfaces;
  const other = ownColours(palettes[theme === 'light' ? 'dark' : 'light'], style).text;
  const shown = (colour: Rgb) => (style.dim ? mix(colour, behind, DIMMED) : colour);
  const found = [text, other].map(shown).find((colour) => reads(colour, surfaces));
  return { text: found ?? readable(shown(text), surfaces), background };
}

function ownColours(palette: LogPalette, { fg, bg, inverse }: SegmentStyle): RunColours {
  const [surface = palette.text] = palette.surfaces;
  const isBadge = fg === 0 && typeof bg === 'number' && bg > 0;
  // Black on a colour is a badge ("PASS"): the full colour with readable text.
  if (isBadge && !inverse) return { text: surface, background: rgbOf(bg, palette.colours) };
  const text = fg === undefined ? palette.text : rgbOf(fg, palette.colours);
  const background = bg === undefined ? null : rgbOf(bg, palette.backgrounds);
  return inverse ? { text: background ?? surface, background: text } : { text, background };
}

/** Both themes' colours, for LogText.module.css. */
export type RunVariables = Readonly<Record<`--${string}`, string>>;

/** Truecolour gradients have no end. */
const MOST_KEPT = 2_000;
const kept = new Map<string, RunVariables>();

/**
 * For a run with a background, or a colour outside the theme's; null for others, which classes
 * colour. Cached.
 */
export function runVariables(style: SegmentStyle): RunVariables | null {
  const { fg, bg, inverse, dim } = style;
  const isPlain = fg === undefined ? true : typeof fg === 'number' && !dim;
  if (bg === undefined && !inverse && isPlain) return null;
  const key = `${fg}/${bg}/${inverse}/${dim}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  if (kept.size >= MOST_KEPT) kept.clear();
  const variables = { ...variablesIn('light', style), ...variablesIn('dark', style) };
  kept.set(key, variables);
  return variables;
}

function variablesIn(theme: LogTheme, style: SegmentStyle): RunVariables {
  const { text, background } = coloursIn(theme, style);
  return {
    [`--fg-${theme}`]: `rgb(${text.join(' ')})`,
    ...(background !== null && { [`--bg-${theme}`]: `rgb(${background.join(' ')})` }),
  };
}
