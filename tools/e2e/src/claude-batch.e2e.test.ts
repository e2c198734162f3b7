import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@codex-pro/emulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClaudeCode, startClaudeCode } from './claude-code.ts';
import { lastToolResult, type MessagesRequest, startMessagesApi } from './messages-api.ts';

const tool = (name: string): string => `mcp__plugin_codex-pro_batch__${name}`;
const args = { source: 'book.md', prompt: 'Translate into German: {{chunk}}' };
const words = (request: MessagesRequest): string => JSON.stringify(request.messages);

let folder = '';
let emulator: Awaited<ReturnType<typeof startEmulator>>;
let model: Awaited<ReturnType<typeof startMessagesApi>>;
let claude: ClaudeCode;

/** Loads the tools, plans, runs, and says what came: as the skill has it. */
function script(request: MessagesRequest) {
  const said = words(request);
  if (request.tools?.some(({ name }) => name === tool('run_batch')) !== true) {
    const query = `select:${tool('plan_batch')},${tool('run_batch')}`;
    return { type: 'tool_use', name: 'ToolSearch', input: { query, max_results: 2 } } as const;
  }
  if (!said.includes('chunk_list'))
    return { type: 'tool_use', name: tool('plan_batch'), input: args } as const;
  if (!said.includes('manifest.jsonl')) {
    return { type: 'tool_use', name: tool('run_batch'), input: { ...args, wait_seconds: 60 } } as const;
  }
  return { type: 'text', text: `Codex says: ${lastToolResult(request)}` } as const;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-pro-e2e-batch-'));
  await mkdir(join(folder, 'shelf'));
  await writeFile(
    join(folder, 'shelf/book.md'),
    '## One\n\nA house.\n\n## Two\n\nA tree.\n\n## Three\n\nA road.\n',
  );
  emulator = await startEmulator({ scenario: { replies: [{ text: 'Ein Haus.' }] } });
  model = await startMessagesApi(script);
  claude = await startClaudeCode(model.url);
}, 400_000);

afterAll(async () => {
  await claude?.close();
  await model?.close();
  await emulator?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

test('/codex-pro:batch in Claude Code shows a plan before it runs, and leaves an output for each chapter', async () => {
  const printed = await claude.run(
    ['-p', '/codex-pro:batch book.md translate each chapter into German, cost does not matter'],
    join(folder, 'shelf'),
    {
      CODEX_PRO_HOME: join(folder, 'home'),
      CODEX_HOME: join(folder, 'codex-home'),
      CODEX_PRO_BASE_URL: emulator.url,
      CODEX_PRO_API_KEY: 'emulator-key',
    },
  );
  expect(printed.code, printed.stderr + printed.stdout).toBe(0);

  const [first] = model.requests;
  expect(first && words(first)).toContain('Show the user the plan, always');
  expect(first && words(first)).toContain('translate each chapter into German');
  const planned = model.requests.map(lastToolResult).find((result) => result?.includes('chunk_list'));
  expect(planned).toContain('first_prompt');
  expect(printed.stdout).toContain('3 of 3 chunks done');

  const outputs = join(folder, 'shelf/codex-batch/book');
  expect(await readdir(outputs)).toEqual(
    expect.arrayContaining(['1-One.md', '2-Two.md', '3-Three.md', 'manifest.jsonl', 'report.html']),
  );
  expect(await readFile(join(outputs, '2-Two.md'), 'utf8')).toBe('Ein Haus.\n');
  expect(emulator.violations).toEqual([]);
  expect(emulator.modelRequests).toHaveLength(3);
});
