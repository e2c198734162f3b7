import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { commandLine, stepsAfterFailure, stepsFrom, stepsWhileRunning } from './next-steps.ts';

function productIn(folder: string) {
  return { name: 'review', version: '0', bundle: join(folder, 'review.mjs'), env: {} };
}

function withJobsServer() {
  const folder = mkdtempSync(join(tmpdir(), 'codex-pro-steps-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'jobs.mjs'), '');
  return { folder, product: productIn(folder) };
}

test('a host is told tools, a terminal commands of the jobs server', () => {
  const { folder, product } = withJobsServer();
  expect(stepsWhileRunning('rev-a', product, 'host')).toEqual([
    'wait_for_job {"job_id": "rev-a"}',
    'cancel_job {"job_id": "rev-a"}',
  ]);
  expect(stepsWhileRunning('rev-a', product, 'terminal')).toEqual([
    `node ${folder}/jobs.mjs run wait-for-job rev-a`,
    `node ${folder}/jobs.mjs run cancel-job rev-a`,
  ]);
});

test('where the quota or a breaker holds calls back, the command that opens them comes first', () => {
  const { folder, product } = withJobsServer();
  expect(stepsAfterFailure('rev-a', product, 'host', 'usage_limit')).toEqual([
    `node ${folder}/jobs.mjs run reset`,
    'retry_job {"job_id": "rev-a"}',
  ]);
  expect(stepsAfterFailure('rev-a', product, 'terminal', 'timed_out')).toEqual([
    `node ${folder}/jobs.mjs run retry-job rev-a`,
  ]);
});

test('a request that fails the same way every time is not to be retried', () => {
  const { product } = withJobsServer();
  for (const code of ['input_invalid', 'target_empty', 'target_too_large', 'model_unavailable']) {
    expect(stepsAfterFailure('rev-a', product, 'host', code)).toEqual([]);
  }
  expect(stepsAfterFailure('rev-a', product, 'host', undefined)).toHaveLength(1);
});

test('without the jobs server only what this program does itself is named', () => {
  const product = productIn('/nowhere');
  expect(stepsWhileRunning('rev-a', product, 'host')).toEqual([
    'node /nowhere/review.mjs run wait --job-id rev-a',
  ]);
  expect(stepsAfterFailure('rev-a', product, 'host', 'usage_limit')).toEqual([]);
});

test('a path with a space is one word to a shell', () => {
  expect(commandLine("/my plug'ins/jobs.mjs", 'reset')).toBe(`node '/my plug'\\''ins/jobs.mjs' run reset`);
});

test('what work proposes is a tool for a host, and a command for a person', () => {
  const product = productIn('/plug');
  const steps = [
    'apply_rescue {"job_id": "rsc-a"}',
    'rescue {"thread": "thr-1", "task": "…"}',
    'review {"scope":"commit","paths":["/r/a,b.ts","/r/c d.ts"],"since_last":true}',
    'node /plug/jobs.mjs run reset',
  ];
  expect(stepsFrom(steps, product, 'host')).toEqual(steps);
  expect(stepsFrom(steps, product, 'terminal')).toEqual([
    'node /plug/review.mjs run apply-rescue --job-id rsc-a',
    "node /plug/review.mjs run rescue --thread thr-1 --task '…'",
    "node /plug/review.mjs run review --scope commit --paths '/r/a\\,b.ts,/r/c d.ts' --since-last",
    'node /plug/jobs.mjs run reset',
  ]);
});
