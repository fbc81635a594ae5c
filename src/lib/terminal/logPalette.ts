import { parseHex, type Rgb } from '../contrast.ts';

export type LogTheme = 'light' | 'dark';

/** One theme's colours. */
export interface LogPalette {
  readonly text: Rgb;
  /** Lines, errors, warnings, selected lines. */
  readonly surfaces: readonly Rgb[];
  /** The sixteen terminal colours as text … */
  readonly colours: readonly Rgb[];
  /** … and as background. */
  readonly backgrounds: readonly Rgb[];
}

type Hex<Palette> = {
  readonly [Key in keyof Palette]: Palette[Key] extends Rgb ? string : readonly string[];
};

const palette = ({ text, surfaces, colours, backgrounds }: Hex<LogPalette>): LogPalette => ({
  text: parseHex(text),
  surfaces: surfaces.map(parseHex),
  colours: colours.map(parseHex),
  backgrounds: backgrounds.map(parseHex),
});

/** As in styles/tokens.css. */
export const palettes: Readonly<Record<LogTheme, LogPalette>> = {
  light: palette({
    text: '#16181d',
    surfaces: ['#ffffff', '#fef3f3', '#fef9ec', '#eeeefc'],
    colours: [
      '#24272e',
      '#b3202a',
      '#136b3a',
      '#7d5000',
      '#1a55c0',
      '#8a2ca4',
      '#0a6475',
      '#555c67',
      '#626975',
      '#c22a34',
      '#187542',
      '#8a5a00',
      '#2a64d0',
      '#9a3ab4',
      '#0d6e80',
      '#3a3f48',
    ],
    backgrounds: [
      '#e7e9ed',
      '#fbdedf',
      '#d3efde',
      '#faeac5',
      '#dce8fc',
      '#f1e0f7',
      '#d3eef3',
      '#eef0f3',
      '#e7e9ed',
      '#fde8e8',
      '#e0f5e8',
      '#fdf3da',
      '#e8f0fd',
      '#f6eafa',
      '#e0f4f8',
      '#f7f8f9',
    ],
  }),
  dark: palette({
    text: '#e8eaee',
    surfaces: ['#0d0e11', '#241317', '#1e180b', '#1d1c3a'],
    colours: [
      '#868e9c',
      '#ff8585',
      '#6fd897',
      '#e5c15c',
      '#86adff',
      '#d59bf6',
      '#63cfe0',
      '#d5d9e0',
      '#969eab',
      '#ffa8a8',
      '#95edb3',
      '#ffe08a',
      '#abc7ff',
      '#e6bfff',
      '#94e6f2',
      '#ffffff',
    ],
    backgrounds: [
      '#1b1e24',
      '#4a181c',
      '#10351f',
      '#40300a',
      '#142c5c',
      '#3e1d50',
      '#0a3640',
      '#343943',
      '#22262d',
      '#5c1f24',
      '#164528',
      '#52400f',
      '#1b3974',
      '#4d2563',
      '#0e4653',
      '#434954',
    ],
  }),
};
