const bytesPerToken = 4;

/** Tokens of so many bytes, as the Codex CLI estimates them. */
export function estimateTokens(bytes: number): number {
  return Math.ceil(bytes / bytesPerToken);
}

/**
 * The text cut to about `maxTokens`, half of it from the beginning and half from the end, with the mark that the models
 * are used to in between. Characters stay whole.
 */
export function truncateMiddle(text: string, maxTokens: number): string {
  const bytes = Buffer.from(text);
  const budget = maxTokens * bytesPerToken;
  if (bytes.length <= budget) return text;
  const headEnd = characterEdge(bytes, Math.floor(budget / 2), -1);
  const tailStart = characterEdge(bytes, bytes.length - (budget - Math.floor(budget / 2)), 1);
  const removed = estimateTokens(bytes.length - budget);
  const head = bytes.subarray(0, headEnd).toString('utf8');
  const tail = bytes.subarray(tailStart).toString('utf8');
  return `${head}…${removed} tokens truncated…${tail}`;
}

/** The nearest edge of a character from `at` on, in the direction of `step`. */
function characterEdge(bytes: Uint8Array, at: number, step: -1 | 1): number {
  let edge = at;
  while (edge > 0 && edge < bytes.length && ((bytes[edge] ?? 0) & 0xc0) === 0x80) edge += step;
  return edge;
}
