import { type CallRecord, toErrorReport } from '@codex-pro/runtime';
import type { ChunkRecord } from '../output/chunk-record.ts';
import { contentHash } from '../output/content-hash.ts';
import type { Known } from '../output/standing.ts';
import type { Chunk } from './chunk.ts';
import type { ChunkEnd } from './running/run-options.ts';

/** What is written down of a chunk before it was ever sent. */
export function freshRecord(chunk: Chunk, { file }: Known): ChunkRecord {
  return {
    id: chunk.id,
    name: chunk.name,
    index: chunk.index,
    state: 'pending',
    file,
    hash: null,
    fingerprint: null,
    attempts: 0,
    input_tokens: 0,
    cached_input_tokens: 0,
    output_tokens: 0,
    cost_usd: null,
    started_at: null,
    ended_at: null,
    job: null,
  };
}

/** What came of a chunk. The hash of an earlier output stays: that file may still be replaced. */
export function endedRecord(
  before: ChunkRecord,
  end: ChunkEnd,
  fingerprint: string,
  job: string,
): ChunkRecord {
  const { id, name, index, file, hash } = before;
  const chunk = { id, name, index, file };
  const spent = {
    attempts: end.attempts.length,
    ...tokensOf(end.attempts),
    cost_usd: costOf(end.attempts),
    started_at: new Date(end.startedAt).toISOString(),
    ended_at: new Date(end.endedAt).toISOString(),
    job,
  };
  if ('output' in end.result) {
    return { ...chunk, state: 'done', hash: contentHash(end.result.output), fingerprint, ...spent };
  }
  const { code, message } = toErrorReport(end.result.error);
  return { ...chunk, state: 'failed', hash, fingerprint: null, ...spent, code, message };
}

function tokensOf(attempts: readonly CallRecord[]) {
  const sum = (field: 'inputTokens' | 'cachedInputTokens' | 'outputTokens') =>
    attempts.reduce((total, attempt) => total + (attempt[field] ?? 0), 0);
  return {
    input_tokens: sum('inputTokens'),
    cached_input_tokens: sum('cachedInputTokens'),
    output_tokens: sum('outputTokens'),
  };
}

/** null where the price of something that used tokens is not known. */
function costOf(attempts: readonly CallRecord[]): number | null {
  const used = attempts.filter(({ inputTokens }) => inputTokens !== null);
  if (used.length === 0 || used.some(({ costUsd }) => costUsd === null)) return null;
  return used.reduce((total, { costUsd }) => total + (costUsd ?? 0), 0);
}
