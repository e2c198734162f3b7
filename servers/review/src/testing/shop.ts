import type { EmulatorOptions } from '@codex-pro/emulator';

/** The line that a change of the shop brings, with its fault. */
export const quote = '  return cart.items[0].price;';

/** `cart.js` as it was committed, and as the change leaves it. */
export const cartBefore = 'export function first(cart) {\n  return null;\n}\n';
export const cartAfter = `export function first(cart) {\n${quote}\n}\n`;

/** What a reviewer answers about it. */
export const finding = {
  title: 'Empty carts crash',
  body: 'With no items, `items[0]` is undefined, and the read of its price throws.',
  category: 'correctness',
  priority: 1,
  confidence: 0.9,
  file: 'cart.js',
  line_start: 2,
  line_end: 2,
  quote,
  replacement: null,
};

/** A backend whose every reviewer finds this one fault. */
export const oneFault: EmulatorOptions = {
  scenario: { replies: [{ json: { findings: [finding], summary: 'One fault.' } }] },
};
