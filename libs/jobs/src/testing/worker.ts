import { setTimeout as sleep } from 'node:timers/promises';
import { runWorker } from '../worker.ts';

process.exitCode = await runWorker({
  home: process.env['CODEX_PRO_HOME'] ?? '',
  jobId: process.argv[3] ?? '',
  work: async (running) => {
    running.progress('thinking');
    await sleep(50, undefined, { signal: running.signal });
    return {
      state: 'succeeded',
      summary: 'done',
      error: null,
      result: (ended) => ({
        schema: 'codex-pro/1',
        job: {
          id: ended.id,
          state: ended.state,
          attempts: ended.attempts,
          ended_at: new Date(ended.endedAt ?? 0).toISOString(),
        },
        summary: 'done',
        error: null,
        key: running.apiKey === undefined ? null : running.apiKey.length,
        request: running.request,
      }),
      files: [{ name: 'result.md', content: '# done' }],
    };
  },
});
