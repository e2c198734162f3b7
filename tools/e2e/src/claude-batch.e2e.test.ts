import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { type ClaudeStage, setClaudeStage } from './claude-stage.ts';
import { toolOf } from './scripted-calls.ts';
import { testInHost } from './test-in-host.ts';

const test = await testInHost('claude');

let stage: ClaudeStage;

beforeAll(async () => {
  stage = await setClaudeStage({ emulator: { scenario: { replies: [{ text: 'Ein Haus.' }] } } });
  await writeFile(
    join(stage.repository, 'book.md'),
    '## One\n\nA house.\n\n## Two\n\nA tree.\n\n## Three\n\nA road.\n',
  );
}, 400_000);

afterAll(() => stage?.close());

test('/codex-pro:batch in Claude Code shows a plan before it runs, and leaves an output for each chapter', async () => {
  const args = { source: 'book.md', prompt: 'Translate into German: {{chunk}}' };
  stage.plan(
    { tool: toolOf('batch', 'plan_batch'), input: args },
    { tool: toolOf('batch', 'run_batch'), input: { ...args, wait_seconds: 60 } },
  );
  const { emulator, model } = stage;
  const typed = 'book.md translate each chapter into German, cost does not matter';
  const printed = await stage.ask(`/codex-pro:batch ${typed}`, { allowed: [] });

  const first = JSON.stringify(model.requests[0]?.messages);
  expect(first).toContain('Show the user the plan, always');
  expect(first).toContain('translate each chapter into German');
  const [planned] = stage.answers();
  expect(planned).toContain('chunk_list');
  expect(planned).toContain('first_prompt');
  expect(printed).toContain('3 of 3 chunks done');

  const outputs = join(stage.repository, 'codex-batch/book');
  expect(await readdir(outputs)).toEqual(
    expect.arrayContaining(['1-One.md', '2-Two.md', '3-Three.md', 'manifest.jsonl', 'report.html']),
  );
  expect(await readFile(join(outputs, '2-Two.md'), 'utf8')).toBe('Ein Haus.\n');
  expect(emulator.violations).toEqual([]);
  expect(emulator.modelRequests).toHaveLength(3);
});
