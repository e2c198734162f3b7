import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@codex-pro/emulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClaudeCode, repositoryRoot, startClaudeCode } from './claude-code.ts';
import { lastToolResult, type MessagesRequest, startMessagesApi } from './messages-api.ts';
import { makePlantedChange, plantedAnswer } from './planted-change.ts';

const tool = 'mcp__plugin_codex-pro_review__review';
const words = (request: MessagesRequest): string => JSON.stringify(request.messages);

let folder = '';
let emulator: Awaited<ReturnType<typeof startEmulator>>;
let model: Awaited<ReturnType<typeof startMessagesApi>>;
let claude: ClaudeCode;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-pro-e2e-'));
  await makePlantedChange(join(folder, 'repository'));
  emulator = await startEmulator({ scenario: { replies: [{ json: plantedAnswer }] } });
  model = await startMessagesApi((request) => {
    const result = lastToolResult(request);
    if (request.tools?.some((one) => one.name === tool) !== true) {
      return { type: 'tool_use', name: 'ToolSearch', input: { query: `select:${tool}`, max_results: 1 } };
    }
    if (result === undefined || !result.includes('codex-pro/1')) {
      return {
        type: 'tool_use',
        name: tool,
        input: { scope: 'working-tree', depth: 'quick', wait_seconds: 60 },
      };
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

test('/codex-pro:review in Claude Code brings the findings of Codex to the model, tied to the right line', async () => {
  const printed = await claude.run(
    ['-p', '/codex-pro:review --scope working-tree'],
    join(folder, 'repository'),
    {
      CODEX_PRO_HOME: join(folder, 'home'),
      CODEX_HOME: join(folder, 'codex-home'),
      CODEX_PRO_BASE_URL: emulator.url,
      CODEX_PRO_API_KEY: 'emulator-key',
    },
  );
  expect(printed.code, printed.stderr + printed.stdout).toBe(0);

  const [first] = model.requests;
  expect(first && words(first)).toContain('--scope working-tree');
  const last = model.requests.at(-1);
  const result = (last && lastToolResult(last)) ?? '';
  const envelope = JSON.parse(toolText(result)) as Record<string, unknown>;
  expect(envelope).toMatchObject({
    schema: 'codex-pro/1',
    job: { state: 'succeeded', kind: 'review' },
    review: {
      verdict: 'needs_attention',
      findings: [
        { title: 'An overdraft is silently ignored', file: 'ledger.ts', line_start: 2, line_end: 2 },
      ],
    },
  });
  expect(printed.stdout).toContain('An overdraft is silently ignored');
  expect(emulator.violations).toEqual([]);
  expect(emulator.modelRequests).toHaveLength(1);
});

test.each([
  ['plugin', 'plugins/codex-pro'],
  ['marketplace', '.'],
])('claude plugin validate takes our %s', async (_what, folder) => {
  const printed = await claude.run(['plugin', 'validate', '--strict', folder], repositoryRoot);
  expect(printed.stdout + printed.stderr).toContain('Validation passed');
  expect(printed.code).toBe(0);
});

/** The host wraps a result in text blocks. */
function toolText(result: string): string {
  const parsed: unknown = JSON.parse(result);
  if (!Array.isArray(parsed)) return result;
  return parsed.map((part: { text?: string }) => part.text ?? '').join('');
}
