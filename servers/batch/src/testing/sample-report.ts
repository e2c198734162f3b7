import type { ReportParts } from '../batch/report/render-report.ts';
import type { ChunkRecord } from '../output/chunk-record.ts';

/** A report of so many chunks, some failed, with names that try to be markup. */
export function sampleReport(chunks: number): ReportParts {
  const began = Date.parse('2026-11-20T10:00:00Z');
  const records = Array.from({ length: chunks }, (_, at): ChunkRecord => {
    const failed = at % 7 === 3;
    const start = began + at * 120;
    return {
      id: `c${at}`,
      name: at === 1 ? `<script>alert("x")</script> & 'more'` : `Chapter ${at + 1}`,
      index: at + 1,
      state: failed ? 'failed' : 'done',
      file: `${at + 1} #-chapter.md`,
      hash: failed ? null : 'a'.repeat(64),
      fingerprint: null,
      attempts: failed ? 3 : 1,
      input_tokens: 400 + at,
      cached_input_tokens: 0,
      output_tokens: 300 + ((at * 37) % 200),
      cost_usd: failed ? null : 0.001 + ((at * 13) % 50) / 10_000,
      started_at: new Date(start).toISOString(),
      ended_at: new Date(start + 800 + ((at * 7919) % 2_000)).toISOString(),
      job: 'bat-22222222',
      ...(failed ? { code: 'output_invalid', message: '<img src=x onerror=alert(1)>' } : {}),
    };
  });
  const failed = records.filter(({ state }) => state === 'failed').length;
  return {
    run: {
      jobId: 'bat-22222222',
      outputDir: '/books/out',
      engine: { identity: { model: 'gpt-test', effort: 'high', tier: null } },
      usage: () => ({
        requests: chunks,
        attempts: chunks,
        input_tokens: 123_456,
        cached_input_tokens: 1_024,
        output_tokens: 65_432,
        reasoning_tokens: 0,
        cost_usd: 1.2345,
        cost_note: 'By API prices.',
      }),
    },
    records,
    outcome: {
      part: {
        total: chunks,
        done: chunks - failed,
        failed,
        skipped: 0,
        remaining: 0,
        output_dir: '/books/out',
        failures: [],
      },
      summary: `${chunks - failed} of ${chunks} chunks done, ${failed} failed.`,
      notDone: [],
      nextSteps: [],
      error: null,
    },
  };
}
