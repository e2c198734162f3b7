export type { Cell, Column } from './draw-table.ts';
export { drawTable } from './draw-table.ts';
export type { Paint } from './paint.ts';
export { painter } from './paint.ts';
export { cutColumns, textColumns, visibleText, wrapText } from './visible-text.ts';
export { wrapFacts } from './wrap-facts.ts';
