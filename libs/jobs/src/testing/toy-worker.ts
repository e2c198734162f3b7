import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { abortError, InputError } from '@codex-pro/runtime';
import { homeFolder } from '../home-folder.ts';
import type { Job } from '../job.ts';
import { runWorker } from '../worker.ts';
import type { RunningJob, WorkEnd } from '../worker-contract.ts';
import { sampleCall } from './sample-call.ts';
import { type holdPoints, toyRequest } from './toy-request.ts';

/** The worker of toy jobs, as a program: its last arguments are `work <job-id>`. */
const home = process.env['CODEX_PRO_HOME'] ?? '';
const id = process.argv.at(-1) ?? '';
const folder = homeFolder(home).job(id);
const held = join(folder, 'held');

async function holdHere(running: RunningJob, point: (typeof holdPoints)[number]): Promise<void> {
  const { hold } = toyRequest.parse(running.request);
  if (hold !== point || existsSync(held)) return;
  writeFileSync(held, point);
  await sleep(600_000);
}

function envelope(ended: Job): Record<string, unknown> {
  return {
    schema: 'codex-pro/1',
    job: {
      id: ended.id,
      state: ended.state,
      attempts: ended.attempts,
      ended_at: new Date(ended.endedAt ?? Date.now()).toISOString(),
    },
    summary: 'It worked.',
    error: null,
  };
}

async function work(running: RunningJob): Promise<WorkEnd> {
  const request = toyRequest.parse(running.request);
  running.progress('packing', { done: 0, total: 2 });
  await holdHere(running, 'after the claim');
  running.resolved({ model: 'toy-1', effort: 'low', tier: null });
  await holdHere(running, 'before the request');
  running.progress('waiting for the model', { done: 1, total: 2 });
  await holdHere(running, 'mid-stream');
  for (let i = 0; i < request.calls; i++)
    running.calls.record(sampleCall(`${running.job.id} ${running.job.attempts} ${i}`));
  await sleep(request.ms, undefined, { signal: running.signal });
  await behave(request.behave, running.signal);
  await holdHere(running, 'while writing the result');
  if (request.hold === 'after the result and before the state' && !existsSync(held)) {
    const result = envelope({ ...running.job, state: 'succeeded' });
    writeFileSync(join(folder, 'result.json'), JSON.stringify(result));
    await holdHere(running, 'after the result and before the state');
  }
  return {
    state: 'succeeded',
    summary: 'It worked.',
    error: null,
    result: (ended) => ({ ...envelope(ended), key_length: running.apiKey?.length ?? null, env: process.env }),
    files: [{ name: 'result.md', content: '#'.repeat(request.bytes) }],
  };
}

async function behave(how: string, signal: AbortSignal): Promise<void> {
  switch (how) {
    case 'throw':
      throw new TypeError('a toy broke');
    case 'bad input':
      throw new InputError('target_empty', 'There is nothing to play with.');
    case 'wait':
      await sleep(600_000, undefined, { signal }).catch(() => {
        throw abortError(signal);
      });
      return;
    case 'ignore':
      return sleep(600_000);
    case 'spin':
      for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
    case 'linger':
      setInterval(() => undefined, 1_000);
      spawn('sleep', ['600'], { stdio: 'ignore' });
      return;
    case 'stray':
      setTimeout(() => {
        throw new RangeError('nobody listens');
      }, 0);
      return sleep(600_000, undefined, { signal });
  }
}

if (existsSync(join(folder, 'hold before the claim')) && !existsSync(held)) {
  writeFileSync(held, String(process.pid));
  await sleep(600_000);
}
process.exitCode = await runWorker({ home, jobId: id, work });
