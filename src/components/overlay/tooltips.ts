export { default } from './TooltipBubble.tsx';
export { watchTitles } from './watchTitles.ts';
