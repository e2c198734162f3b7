import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@codex-pro/emulator';
import { afterAll, beforeAll, expect } from 'vitest';
import { type ClaudeCode, startClaudeCode } from './claude-code.ts';
import { lastToolResult, type MessagesRequest, startMessagesApi } from './messages-api.ts';
import { testInHost } from './test-in-host.ts';

const test = await testInHost('claude');

const tool = 'mcp__plugin_codex-pro_rescue__rescue';
const task = `Mend the "sum": it says 2 - 2 = 0, don't \\you\\ see?
  second line,\ttabbed; $HOME \`ls\` ~ * 'single' — 合計を直して — почини 🙂`;

let folder = '';
let emulator: Awaited<ReturnType<typeof startEmulator>>;
let model: Awaited<ReturnType<typeof startMessagesApi>>;
let claude: ClaudeCode;

beforeAll(async () => {
  folder = await mkdtemp(join('/var/tmp', 'codex-pro-e2e-'));
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'sum.mjs'), 'export const sum = (a, b) => a - b;\n');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b', ...args], { cwd: project });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message=first');
  const edit = [
    '*** Begin Patch',
    '*** Update File: sum.mjs',
    '@@',
    '-export const sum = (a, b) => a - b;',
    '+export const sum = (a, b) => a + b;',
    '*** End Patch',
  ];
  emulator = await startEmulator({
    scenario: {
      replies: [
        { times: 1, calls: [{ name: 'apply_patch', input: edit.join('\n') }] },
        { json: { outcome: 'done', summary: 'The sum adds now.', questions: [] } },
      ],
    },
  });
  model = await startMessagesApi((request) => {
    if (request.tools?.some((one) => one.name === tool) !== true) {
      return { type: 'tool_use', name: 'ToolSearch', input: { query: `select:${tool}`, max_results: 1 } };
    }
    const result = lastToolResult(request);
    if (result === undefined || !result.includes('codex-pro/1')) {
      const given = { task: typedIn(request), isolation: 'worktree', check_command: 'grep -q + sum.mjs' };
      return { type: 'tool_use', name: tool, input: { ...given, wait_seconds: 90 } };
    }
    return { type: 'text', text: `Codex says: ${result}` };
  });
  claude = await startClaudeCode(model.url);
}, 400_000);

afterAll(async () => {
  await claude?.close();
  await model?.close();
  await emulator?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** What a host's model would take for the task: the text between the tags of the skill. */
function typedIn(request: MessagesRequest): string {
  const said = JSON.stringify(request.messages);
  const [, quoted = ''] = /<arguments>\\n(.*?)\\n<\/arguments>/s.exec(said) ?? [];
  return JSON.parse(`"${quoted}"`) as string;
}

test('/codex-pro:rescue in Claude Code hands the words over byte for byte, and brings the result back', async () => {
  const printed = await claude.run(['-p', `/codex-pro:rescue ${task}`], join(folder, 'project'), {
    CODEX_PRO_HOME: join(folder, 'home'),
    CODEX_HOME: join(folder, 'codex-home'),
    CODEX_PRO_BASE_URL: emulator.url,
    CODEX_PRO_API_KEY: 'emulator-key',
  });
  expect(printed.code, printed.stderr + printed.stdout).toBe(0);
  const body = emulator.modelRequests[0]?.body;
  const { input } = body as { input: { content?: { text?: string }[] }[] };
  expect(input.at(-1)?.content?.[0]?.text).toBe(task);
  expect(printed.stdout).toContain('The sum adds now.');
  expect(printed.stdout).toContain('apply_rescue');
  expect(readFileSync(join(folder, 'project', 'sum.mjs'), 'utf8')).toContain('a - b');
  expect(emulator.violations).toEqual([]);
});
