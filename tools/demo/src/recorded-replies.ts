import type { Scenario } from '@codex-pro/emulator';
import { plantedLines } from './planted-sources.ts';

/**
 * What the reviewers find in the demo, written down beforehand. They are wrong as models are: two line numbers are
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

const [injection, pastTheEnd, lostPromise, madeUp] = recordedAnswer.findings;

/** The same faults in the words of another role, with another wrong line. */
const injectionAgain = {
  ...injection,
  title: 'Bind the term instead of concatenating it',
  body: 'The query text is built from what the customer types, so a quote in it ends the string literal: an injection. Use a placeholder.',
  confidence: 0.9,
  line_start: 17,
  line_end: 17,
  replacement: null,
};
const pastTheEndAgain = {
  ...pastTheEnd,
  title: 'Off by one: the last index is out of range',
  body: 'The bound is inclusive, so the final iteration goes beyond the last line and throws.',
  confidence: 0.8,
  line_start: 9,
  line_end: 9,
  replacement: null,
};
const lostPromiseAgain = {
  ...lostPromise,
  title: 'Missing await: record rejects and nobody hears it',
  body: 'The ledger documents that record rejects when nothing was stored; the promise floats and its rejection is unhandled.',
  category: 'contract',
  line_start: 11,
  line_end: 11,
  replacement: null,
};
/** What the sceptic refutes. */
const negativeRefund = {
  title: 'A negative share pays money out twice',
  body: 'A share below zero makes the refund negative, and a negative refund is booked as a payment.',
  category: 'security',
  priority: 1,
  confidence: 0.5,
  file: 'src/refund.ts',
  line_start: 8,
  line_end: 8,
  quote: '  const cents = Math.round(total(order.lines) * share);',
  replacement: null,
};

const byRole = {
  correctness: {
    findings: [pastTheEnd, injectionAgain],
    summary: 'Adds a bulk discount, search by a part of the name, and refunds. Totals throw for every cart.',
  },
  security: {
    findings: [injection, negativeRefund],
    summary: 'The search by a part of the name is open to injection.',
  },
  reliability: {
    findings: [lostPromise, pastTheEndAgain, madeUp],
    summary: 'Refunds are reported before they are stored.',
  },
  contract: {
    findings: [lostPromiseAgain],
    summary: 'The ledger may reject, and refund does not pass that on.',
  },
};

/** The answers of four roles, of the sceptic and of a reviewer without a role, as a scenario of the emulator. */
export const recordedReplies: Scenario = {
  replies: [
    {
      match: { contains: `Title: ${negativeRefund.title}` },
      reasoning: 'Looking for what prevents a negative share.',
      json: {
        reason: 'A share of zero or less is refused with a RangeError before the cents are computed.',
        deciding_lines: [
          "  if (share <= 0 || share > 1) throw new RangeError('A share is above 0 and at most 1.');",
        ],
        state: 'refuted',
      },
    },
    ...Object.entries(byRole).map(([role, json]) => ({
      match: { contains: `Role: ${role}` },
      reasoning: 'Reading the change and the code around it.',
      json,
    })),
    // One reviewer for everything, as at depth quick.
    {
      match: { purpose: 'review' },
      reasoning: 'Reading the change and the code around it.',
      json: recordedAnswer,
    },
  ],
};
