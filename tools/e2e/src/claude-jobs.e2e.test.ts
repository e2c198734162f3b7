import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startEmulator } from '@codex-pro/emulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClaudeCode, startClaudeCode } from './claude-code.ts';
import { lastToolResult, type MessagesRequest, startMessagesApi } from './messages-api.ts';
import { makePlantedChange, plantedAnswer } from './planted-change.ts';

const run = promisify(execFile);
const reviewBundle = fileURLToPath(new URL('../../../plugins/codex-pro/dist/review.mjs', import.meta.url));
const toolName = (tool: string) => `mcp__plugin_codex-pro_jobs__${tool}`;

/** What the scripted model does next: this call, once, and then it says what came of it. */
let plan: { readonly tool: string; readonly input: Readonly<Record<string, unknown>> };
let folder = '';
let repository = '';
let env: Record<string, string> = {};
let emulator: Awaited<ReturnType<typeof startEmulator>>;
let model: Awaited<ReturnType<typeof startMessagesApi>>;
let claude: ClaudeCode;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-pro-e2e-'));
  repository = join(folder, 'repository');
  await makePlantedChange(repository);
  emulator = await startEmulator({
    scenario: {
      replies: [
        { json: plantedAnswer, times: 1 },
        { json: plantedAnswer, delay_ms: 120_000 },
      ],
    },
  });
  env = {
    CODEX_PRO_HOME: join(folder, 'home'),
    CODEX_HOME: join(folder, 'codex-home'),
    CODEX_PRO_BASE_URL: emulator.url,
    CODEX_PRO_API_KEY: 'emulator-key',
  };
  model = await startMessagesApi((request) => {
    const name = toolName(plan.tool);
    if (request.tools?.some((one) => one.name === name) !== true) {
      return { type: 'tool_use', name: 'ToolSearch', input: { query: `select:${name}`, max_results: 1 } };
    }
    if (!isCalled(request, name)) return { type: 'tool_use', name, input: plan.input };
    return { type: 'text', text: `The tool says: ${lastToolResult(request)}` };
  });
  claude = await startClaudeCode(model.url);
  await startReview();
}, 400_000);

afterAll(async () => {
  await claude?.close();
  await model?.close();
  await emulator?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

test('/codex-pro:setup checks the servers as they are installed, and costs nothing', async () => {
  const before = emulator.requests.length;
  const check = async () => {
    const { checks } = await useSkill('setup', '', { tool: 'check_setup', input: {} });
    return checks as readonly { readonly check: string; readonly state: string }[];
  };
  // The check gives a server two seconds; a busy machine may need more than one look.
  await expect
    .poll(async () => (await check()).map(({ check, state }) => `${check}: ${state}`), { timeout: 120_000 })
    .toEqual(
      expect.arrayContaining([
        'server jobs: ok',
        'server review: ok',
        'credentials: ok',
        'backend: ok',
        'git: ok',
      ]),
    );
  expect((await check()).filter(({ state }) => state === 'failed')).toEqual([]);
  expect(emulator.requests).toHaveLength(before);
});

test('/codex-pro:status lists the jobs of the project', async () => {
  const answer = await useSkill('status', '', { tool: 'list_jobs', input: {} });
  expect(answer).toMatchObject({ jobs: [{ kind: 'review', state: 'succeeded' }], next_cursor: null });
});

test('/codex-pro:result brings the newest result, whole', async () => {
  const answer = await useSkill('result', 'review', { tool: 'get_result', input: { latest: 'review' } });
  expect(answer).toMatchObject({
    schema: 'codex-pro/1',
    review: { findings: [{ title: 'An overdraft is silently ignored', file: 'ledger.ts', line_start: 2 }] },
    page: { number: 1, of: 1 },
  });
});

test('/codex-pro:config changes a setting in the profile of the user', async () => {
  const input = { key: 'review.max_findings', value: 7 };
  const answer = await useSkill('config', 'review.max_findings 7', { tool: 'set_setting', input });
  expect(answer).toMatchObject({ key: 'review.max_findings', old: null, value: 7 });
  expect(await readFile(join(folder, 'home/profile.yaml'), 'utf8')).toBe('review:\n  max_findings: 7\n');
});

test('/codex-pro:cancel stops a job that runs, and nothing is left open at the backend', async () => {
  const id = await startReview('--wait-seconds', '0');
  await expect.poll(() => emulator.openRequests, { timeout: 30_000 }).toBe(1);
  const answer = await useSkill('cancel', id, { tool: 'cancel_job', input: { job_id: id } });
  expect(answer).toMatchObject({ job: { id, state: 'cancelled' } });
  await expect.poll(() => emulator.openRequests).toBe(0);
});

/** Types a command into the real Claude Code, whose model follows the plan; what the tool answered. */
async function useSkill(
  skill: string,
  typed: string,
  call: typeof plan,
): Promise<Readonly<Record<string, unknown>>> {
  plan = call;
  const first = model.requests.length;
  const printed = await claude.run(['-p', `/codex-pro:${skill} ${typed}`.trim()], repository, env);
  expect(printed.code, printed.stderr + printed.stdout).toBe(0);
  const asked = JSON.stringify(model.requests[first]?.messages);
  expect(asked).toContain(toolName(call.tool));
  expect(asked).toContain(typed);
  const last = model.requests.at(-1);
  const result = (last && lastToolResult(last)) ?? '';
  expect(printed.stdout).toContain('The tool says:');
  return JSON.parse(toolText(result)) as Record<string, unknown>;
}

async function startReview(...flags: readonly string[]): Promise<string> {
  const args = [
    reviewBundle,
    'run',
    'review',
    '--scope',
    'working-tree',
    '--depth',
    'quick',
    '--format',
    'json',
    ...flags,
  ];
  const { stdout } = await run(process.execPath, args, { cwd: repository, env: { ...process.env, ...env } });
  return (JSON.parse(stdout) as { job: { id: string } }).job.id;
}

function isCalled({ messages }: MessagesRequest, name: string): boolean {
  return messages.some(
    ({ role, content }) =>
      role === 'assistant' &&
      Array.isArray(content) &&
      content.some(
        (part: { type?: string; name?: string }) => part.type === 'tool_use' && part.name === name,
      ),
  );
}

/** The host wraps a result in text blocks. */
function toolText(result: string): string {
  const parsed: unknown = JSON.parse(result);
  if (!Array.isArray(parsed)) return result;
  return parsed.map((part: { text?: string }) => part.text ?? '').join('');
}
