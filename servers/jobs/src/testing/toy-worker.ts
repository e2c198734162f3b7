import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { envelopeJob, envelopeVersion, noUsage } from '@codex-pro/capability';
import { runWorker } from '@codex-pro/jobs';
import { stateHome } from '@codex-pro/settings';
import * as z from 'zod';

/** What a toy job is told: how it ends, after how long, and how long its result is. */
export const toyRequest = z.object({
  fails: z.boolean().default(false),
  ms: z.number().default(0),
  lines: z.number().default(1),
});

const limits = {
  plan: 'plus',
  primary: { used_percent: 12, window_minutes: 300, resets_at: '2030-01-01T00:00:00.000Z' },
  secondary: null,
  credits: null,
  read_at: '2026-11-20T10:00:00.000Z',
};

/** A worker as a capability's bundle is one: `work <job-id>`. It makes one call and leaves an envelope. */
process.exitCode = await runWorker({
  home: stateHome(process.env),
  jobId: process.argv[3] ?? '',
  async work(running) {
    const { fails, ms, lines } = toyRequest.parse(running.request);
    running.progress('counting', { done: 3, total: 12 });
    const now = Date.now();
    running.calls.record({
      id: `${running.job.id}-${running.job.attempts}`,
      callId: running.job.id,
      purpose: 'toy',
      attempt: running.job.attempts,
      backend: 'http://127.0.0.1:1/v1',
      model: 'toy-1',
      effort: 'low',
      tier: null,
      startedAt: now,
      firstEventAt: now,
      endedAt: now,
      httpStatus: 200,
      requestId: null,
      errorCode: null,
      inputTokens: 1_000,
      cachedInputTokens: 400,
      outputTokens: 100,
      reasoningTokens: 50,
      costUsd: 0.25,
    });
    await sleep(ms, undefined, { signal: running.signal }).catch(() => undefined);
    const stopped = running.signal.aborted;
    const error = fails
      ? { code: 'usage_limit', message: 'The quota is used up.' }
      : stopped
        ? { code: 'cancelled', message: 'It was cancelled.' }
        : null;
    const state = stopped ? 'cancelled' : fails ? 'failed' : 'succeeded';
    const summary = error?.message ?? 'It counted to the end.';
    return {
      state,
      summary,
      error,
      files: [{ name: 'result.md', content: '# It counted\n' }],
      result: (job) => ({
        schema: envelopeVersion,
        job: envelopeJob(job),
        summary,
        toy: { lines: Array.from({ length: lines }, (_, at) => `line ${at} `.repeat(10)) },
        usage: noUsage('None.'),
        limits,
        not_done: [],
        artifacts: [{ kind: 'markdown', path: join(running.folder, 'result.md') }],
        next_steps: [],
        error,
      }),
    };
  },
});
