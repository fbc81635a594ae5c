/** 0 to 255 each. */
export type Rgb = readonly [number, number, number];

/** WCAG 2, body text at level AA. */
export const READABLE = 4.5;

const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];
/** Halvings on the way to black or white: the rest is below a step of a channel. */
const HALVINGS = 8;

/** @param hex '#rrggbb' */
export function parseHex(hex: string): Rgb {
  const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return [channel(1), channel(3), channel(5)];
}

function channelLuminance(value: number): number {
  const c = value / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
}

/** WCAG 2 relative luminance, 0 to 1. */
export function luminance([r, g, b]: Rgb): number {
  return 0.2126 * channelLuminance(r) + 0.7152 * channelLuminance(g) + 0.0722 * channelLuminance(b);
}

/** WCAG 2 contrast ratio, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

export function mix(a: Rgb, b: Rgb, share: number): Rgb {
  const channel = (i: 0 | 1 | 2) => Math.round(a[i] + (b[i] - a[i]) * share);
  return [channel(0), channel(1), channel(2)];
}

/** Whether text is readable on all of these surfaces. */
export function reads(text: Rgb, surfaces: readonly Rgb[]): boolean {
  return surfaces.every((surface) => contrast(text, surface) >= READABLE);
}

/**
 * A readable text colour: the given one, or made lighter or darker no further than needed, on its
 * side of the surfaces if possible.
 * @param surfaces one, or several alike
 */
export function readable(colour: Rgb, surfaces: readonly Rgb[]): Rgb {
  if (reads(colour, surfaces)) return colour;
  const isLighter = surfaces.some((surface) => luminance(colour) > luminance(surface));
  const [near, far] = isLighter ? [WHITE, BLACK] : [BLACK, WHITE];
  const end = reads(near, surfaces) ? near : far;
  let [low, high] = [0, 1];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (reads(mix(colour, end, middle), surfaces)) high = middle;
    else low = middle;
  }
  return mix(colour, end, high);
}
