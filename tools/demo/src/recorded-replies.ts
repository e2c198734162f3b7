import type { Scenario } from '@codex-pro/emulator';
import { plantedLines } from './planted-sources.ts';

/**
 * What the reviewer answers in the demo, written down beforehand. It is wrong as models are: two line numbers are
 * off, and the last finding quotes code that is nowhere.
 */
export const recordedAnswer = {
  findings: [
    {
      title: 'A search term is pasted into the SQL text',
      body: "The term comes from the customer and is part of the query itself. A term such as %' OR '1'='1 returns the orders of everybody. Bind it, as the query before this change did.",
      category: 'security',
      priority: 0,
      confidence: 0.97,
      file: 'src/search.ts',
      line_start: 5,
      line_end: 5,
      quote: plantedLines.injection,
      replacement: `  return database.all('SELECT id, total FROM orders WHERE customer LIKE ?', [\`%\${term}%\`]);`,
    },
    {
      title: 'The loop reads one line past the end of the cart',
      body: 'In the last round the index equals the length and there is no line, so that line.count throws a TypeError: for every cart, the empty one included.',
      category: 'correctness',
      priority: 1,
      confidence: 0.95,
      file: 'src/cart.ts',
      line_start: 31,
      line_end: 31,
      quote: plantedLines.pastTheEnd,
      replacement: '  for (let index = 0; index < lines.length; index += 1) {',
    },
    {
      title: 'A refund is reported as paid before it is in the ledger',
      body: 'ledger.record returns a promise that rejects when the entry is not stored. Without await the caller gets the cents anyway, and the rejection ends the process as unhandled.',
      category: 'reliability',
      priority: 1,
      confidence: 0.9,
      file: 'src/refund.ts',
      line_start: 2,
      line_end: 2,
      quote: plantedLines.lostPromise,
      replacement: '  await ledger.record({ order: order.id, cents: -cents });',
    },
    {
      title: 'The order cache is never cleared',
      body: 'Every refunded order stays in the cache, so that memory grows with each one.',
      category: 'performance',
      priority: 2,
      confidence: 0.4,
      file: 'src/refund.ts',
      line_start: 12,
      line_end: 12,
      quote: '  orderCache.set(order.id, { ...order, refunded: cents });',
      replacement: null,
    },
  ],
  summary:
    'Adds a bulk discount, search by a part of the name, and refunds. The search is open to injection, and totals throw for every cart.',
} as const;

/** The same as a scenario of the emulator. */
export const recordedReplies: Scenario = {
  replies: [
    {
      reasoning: 'Reading the change and the code around it.',
      json: recordedAnswer,
    },
  ],
};
