const bytesPerToken = 4;
const tokensPerBlock = 128;
const charactersPerBlock = tokensPerBlock * bytesPerToken;
const minTokens = 1_024;
const maxKeys = 1_000;

export interface PromptTokens {
  readonly input: number;
  readonly cached: number;
  /** Newly kept for the next request with the same prefix. */
  readonly written: number;
}

/**
 * Prompt caching as the live backend describes it: the longest common prefix of an earlier prompt under the same
 * key, from 1,024 tokens on, in steps of 128. A token is taken as 4 bytes.
 */
export class PromptCache {
  /** Per key, the hash of every prefix that ends on a block. The newest key is last. */
  readonly #prefixes = new Map<string, Set<number>>();

  count(key: string, prompt: string): PromptTokens {
    const seen = this.#touch(key);
    let hash = 0;
    let hits = 0;
    let hitting = true;
    const blocks = Math.floor(prompt.length / charactersPerBlock);
    for (let block = 0; block < blocks; block++) {
      hash = hashBlock(hash, prompt, block * charactersPerBlock);
      hitting &&= seen.has(hash);
      if (hitting) hits += 1;
      else seen.add(hash);
    }
    const input = Math.ceil(Buffer.byteLength(prompt) / bytesPerToken);
    const cached = atLeastMinimum(hits * tokensPerBlock);
    const kept = atLeastMinimum(blocks * tokensPerBlock);
    return { input, cached: Math.min(cached, input), written: Math.max(0, Math.min(kept, input) - cached) };
  }

  #touch(key: string): Set<number> {
    const seen = this.#prefixes.get(key) ?? new Set();
    this.#prefixes.delete(key);
    this.#prefixes.set(key, seen);
    const oldest = this.#prefixes.keys().next();
    if (this.#prefixes.size > maxKeys && !oldest.done) this.#prefixes.delete(oldest.value);
    return seen;
  }
}

function atLeastMinimum(tokens: number): number {
  return tokens >= minTokens ? tokens : 0;
}

/** Chains two 32-bit hashes into 53 bits, so that a block counts only after all the blocks before it. */
function hashBlock(before: number, text: string, start: number): number {
  let low = before | 0;
  let high = Math.floor(before / 0x1_0000_0000) ^ 0x9e37_79b9;
  for (let index = start; index < start + charactersPerBlock; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x85eb_ca77);
    high = Math.imul(high ^ code, 0xc2b2_ae3d);
  }
  return (high & 0x1f_ffff) * 0x1_0000_0000 + ((low ^ (low >>> 15)) >>> 0);
}
