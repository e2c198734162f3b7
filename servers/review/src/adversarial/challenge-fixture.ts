/** For tests: an entry of a challenger's answer about a quote. */
export function challengeEntry(title: string, quote: string, more: Record<string, unknown> = {}) {
  return {
    title,
    body: `Because of this: ${title}.`,
    priority: 2,
    confidence: 0.7,
    file: 'plan.md',
    line_start: 900,
    line_end: 900,
    quote,
    ...more,
  };
}

/** For tests: a whole answer of a challenger, each list about one quote. */
export function challengeAnswer(quote: string, more: Record<string, unknown> = {}) {
  return {
    assumptions_challenged: [challengeEntry('One writer is enough', quote)],
    failure_modes: [challengeEntry('A full disk loses the queue', quote)],
    alternatives: [challengeEntry('A table in the database that is there', quote)],
    trade_offs: [challengeEntry('Speed is bought with durability', quote)],
    verdict: 'sound',
    verdict_reason: 'The plan holds for one machine.',
    ...more,
  };
}
