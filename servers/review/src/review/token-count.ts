/** Counts the tokens of a text. */
export type CountTokens = (text: string) => number;

export { estimateTokens } from '@codex-pro/codex';

/**
 * The tokenizer's time grows with the square of a run of equal characters (200,000 spaces: 16 s), so it gets the
 * text in parts of this length. A cut costs at most one token too many: under 0.2 %.
 */
const partCharacters = 2_048;

/** The o200k tokenizer, loaded at first use: it costs 100 ms and tens of megabytes. */
export async function loadTokenizer(): Promise<CountTokens> {
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base');
  // Text that looks like a control token is text: by default the tokenizer throws on it.
  const asText = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };
  return (text) => {
    let tokens = 0;
    for (let at = 0; at < text.length; ) {
      const lineEnd = text.lastIndexOf('\n', at + partCharacters);
      const end = lineEnd > at && text.length - at > partCharacters ? lineEnd : at + partCharacters;
      tokens += countTokens(text.slice(at, end), asText);
      at = end;
    }
    return tokens;
  };
}
