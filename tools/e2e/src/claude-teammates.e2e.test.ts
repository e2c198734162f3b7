import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@codex-pro/emulator';
import { afterAll, beforeAll, expect } from 'vitest';
import { type ClaudeCode, startClaudeCode } from './claude-code.ts';
import { type Block, lastToolResult, type MessagesRequest, startMessagesApi } from './messages-api.ts';
import { makePlantedChange, plantedAnswer, plantedChallenge } from './planted-change.ts';
import { testInHost } from './test-in-host.ts';

const test = await testInHost('claude');

const review = 'mcp__plugin_codex-pro_review__review';
const merge = 'mcp__plugin_codex-pro_review__merge_findings';
const wait = 'mcp__plugin_codex-pro_jobs__wait_for_job';
const challenge = 'mcp__plugin_codex-pro_review__adversarial_review';

const planted = plantedAnswer.findings[0];
const quote = planted?.quote ?? '';
const ofClaude = {
  title: 'Overdrafts are ignored in silence',
  body: 'With an amount above the balance the withdrawal is ignored, and the caller believes that it was paid out.',
  priority: 0,
  file: 'ledger.ts',
  quote,
};
const stranger = {
  title: 'Anybody may withdraw from any account',
  body: 'No session or token is looked at before the money leaves, so a stranger empties it.',
  category: 'security',
  priority: 1,
  file: 'ledger.ts',
  quote: 'export function withdraw(balance: number, amount: number): number {',
};
const teammates: Readonly<Record<string, readonly object[]>> = {
  architecture: [],
  correctness: [ofClaude],
  security: [stranger],
  'devils-advocate': [
    { ...stranger, refutes: true, body: 'It is arithmetic: whoever calls it knows who pays.' },
  ],
};

let folder = '';
let emulator: Awaited<ReturnType<typeof startEmulator>>;
let model: Awaited<ReturnType<typeof startMessagesApi>>;
let claude: ClaudeCode;
let script: (request: MessagesRequest) => Block | readonly Block[] = () => ({
  type: 'text',
  text: 'Nothing.',
});
const environment = () => ({
  CODEX_HOME: join(folder, 'codex-home'),
  CODEX_PRO_BASE_URL: emulator.url,
  CODEX_PRO_API_KEY: 'emulator-key',
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-pro-e2e-'));
  await makePlantedChange(join(folder, 'repository'));
  emulator = await startEmulator({
    scenario: {
      replies: [{ match: { contains: 'challenger' }, json: plantedChallenge }, { json: plantedAnswer }],
    },
  });
  model = await startMessagesApi((request) => script(request));
  claude = await startClaudeCode(model.url);
}, 400_000);

afterAll(async () => {
  await claude?.close();
  await model?.close();
  await emulator?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

const has = (request: MessagesRequest, name: string): boolean =>
  request.tools?.some((tool) => tool.name === name) === true;
const load = (...names: string[]): Block => ({
  type: 'tool_use',
  name: 'ToolSearch',
  input: { query: `select:${names.join(',')}`, max_results: names.length },
});
/** A tool's result as the host gave it back, without the text blocks around it. */
function unwrapped(result: string | undefined): string {
  try {
    const parsed: unknown = JSON.parse(result ?? '');
    return Array.isArray(parsed)
      ? parsed.map((part: { text?: string }) => part.text ?? '').join('')
      : (result ?? '');
  } catch {
    // Not every result is JSON.
    return result ?? '';
  }
}

test('the four teammates read the pack, and what they find is merged with the findings of Codex', async () => {
  const asked = new Set<string>();
  let job = '';
  let paths: Record<string, string> = {};
  let merged: { merged: Record<string, { title: string }[]>; review: { refuted: unknown[] } } | undefined;
  const left = Object.keys(teammates);
  script = (request) => {
    const said = JSON.stringify(request.messages);
    const teammate = /TEAMMATE ([a-z-]+)\./.exec(said)?.[1];
    const isMain = said.includes('&lt;arguments') || said.includes('<arguments>');
    if (!isMain && teammate !== undefined) {
      if (lastToolResult(request) === undefined) {
        return { type: 'tool_use', name: 'Read', input: { file_path: paths['pack'] } };
      }
      if (lastToolResult(request)?.includes('2+|') === true) asked.add(teammate);
      return { type: 'text', text: JSON.stringify(teammates[teammate]) };
    }
    const result = unwrapped(lastToolResult(request));
    if (!has(request, review) || !has(request, merge) || !has(request, wait))
      return load(review, merge, wait);
    if (job === '' && !result.includes('codex-pro/1')) {
      return {
        type: 'tool_use',
        name: review,
        input: { scope: 'working-tree', depth: 'quick', wait_seconds: 0 },
      };
    }
    if (job === '') {
      const started = JSON.parse(result);
      job = started.job.id;
      paths = Object.fromEntries(
        started.artifacts.map(({ kind, path }: { kind: string; path: string }) => [kind, path]),
      );
      const name = has(request, 'Agent') ? 'Agent' : 'Task';
      return Object.keys(teammates).map((who) => ({
        type: 'tool_use',
        name,
        input: {
          subagent_type: `codex-pro:${who}`,
          description: who,
          prompt: `TEAMMATE ${who}. Pack: ${paths['pack']}`,
        },
      }));
    }
    if (!result.includes('"merged"') && !result.includes('"state":"succeeded"')) {
      return { type: 'tool_use', name: wait, input: { job_id: job, wait_seconds: 60 } };
    }
    const source = left.shift();
    if (source !== undefined) {
      return { type: 'tool_use', name: merge, input: { job_id: job, source, findings: teammates[source] } };
    }
    merged = JSON.parse(result);
    return { type: 'text', text: 'Merged.' };
  };
  const printed = await claude.run(
    ['-p', '/codex-pro:review --scope working-tree'],
    join(folder, 'repository'),
    environment(),
  );
  expect(printed.code, printed.stderr + printed.stdout).toBe(0);
  expect([...asked].sort(), JSON.stringify(model.requests.at(-1)?.messages).slice(-3_000)).toEqual(
    Object.keys(teammates).sort(),
  );
  expect(merged?.merged).toMatchObject({
    consensus: [{ file: 'ledger.ts', line_start: 2 }],
    claude_only: [],
    codex_only: [],
    overturned: [{ title: stranger.title }],
  });
  expect(emulator.modelRequests).toHaveLength(1);
  expect(JSON.stringify(emulator.modelRequests[0]?.body)).not.toContain(ofClaude.title);
});

test('/codex-pro:adversarial-review brings the four lists to the model', async () => {
  let answer = '';
  script = (request) => {
    const result = unwrapped(lastToolResult(request));
    if (!has(request, challenge)) return load(challenge);
    if (!result.includes('codex-pro/1')) {
      return {
        type: 'tool_use',
        name: challenge,
        input: { depth: 'quick', focus: 'refusals', wait_seconds: 60 },
      };
    }
    answer = result;
    return { type: 'text', text: 'Challenged.' };
  };
  const printed = await claude.run(
    ['-p', '/codex-pro:adversarial-review refusals'],
    join(folder, 'repository'),
    environment(),
  );
  expect(printed.code, printed.stderr + printed.stdout).toBe(0);
  expect(JSON.parse(answer)).toMatchObject({
    job: { state: 'succeeded' },
    adversarial: { verdict: 'unsound', failure_modes: [{ evidence: { file: 'ledger.ts', line_start: 2 } }] },
  });
  expect(emulator.violations).toEqual([]);
});

test('the stop gate holds a session back once with the findings, and lets it stop', async () => {
  const home = join(claude.home, '.codex-pro');
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'profile.yaml'), 'review: {gate: {enabled: true}}\n');
  await writeFile(
    join(folder, 'repository', 'ledger.ts'),
    `// Again.\nexport const check = (amount: number, balance: number) => {\n  ${quote}\n};\n`,
  );
  const turns: string[] = [];
  script = (request) => {
    const said = JSON.stringify(request.messages);
    turns.push(said);
    return { type: 'text', text: said.includes('Codex reviewed what changed') ? 'It is real.' : 'Done.' };
  };
  const before = emulator.modelRequests.length;
  const printed = await claude.run(['-p', 'Say done.'], join(folder, 'repository'), environment());
  expect(printed.code, printed.stderr + printed.stdout).toBe(0);
  expect(printed.stdout).toContain('It is real.');
  const held = turns.filter((said) => said.includes('Codex reviewed what changed'));
  expect(held.length, turns.at(-1)).toBeGreaterThan(0);
  expect(held[0]).toContain('P0 ledger.ts:3');
  expect(emulator.modelRequests).toHaveLength(before + 1);
  const again = await claude.run(['-p', 'Say done.'], join(folder, 'repository'), environment());
  expect(again.stdout).toContain('Done.');
  expect(emulator.modelRequests).toHaveLength(before + 1);
});
