import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type CallSpec,
  type Emulator,
  type ResponsesRequest,
  type ScenarioReply,
  startEmulator,
} from '@codex-pro/emulator';
import { type StartedClient, startClient } from '@codex-pro/mcp';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const jobsMain = fileURLToPath(new URL('../../../jobs/src/main.ts', import.meta.url));

export interface Answered {
  readonly structured: Record<string, unknown>;
  readonly text: string;
  readonly isError: boolean;
}

/** A small repository with a wrong sum, a server over it, and a backend that says what `say` was given. */
export interface RescueStage {
  readonly root: string;
  readonly repository: string;
  readonly state: string;
  readonly emulator: Emulator;
  git(...args: string[]): string;
  /** What the backend answers, in order; or a function that decides each time. */
  say(replies: ScenarioReply[] | ((request: ResponsesRequest) => ScenarioReply | undefined)): void;
  call(tool: string, given: Record<string, unknown>): Promise<Answered>;
  /** The result of a job, once it is there. */
  endOf(id: string): Promise<unknown>;
  /** A tool of the jobs server for one job, by its terminal face. */
  jobs(tool: 'retry-job' | 'cancel-job', id: string): void;
  /** All that the last request let the model read. */
  lastInput(): string;
  /** What calls gave, as the last request has it, in order. */
  outputs(): readonly string[];
  close(): Promise<void>;
}

/** With `dialect` `lite` there is a ChatGPT login, and a model that speaks it. */
export async function setRescueStage(
  more: Record<string, string> = {},
  dialect: 'classic' | 'lite' = 'classic',
): Promise<RescueStage> {
  // The Codex CLI's sandbox wants no folder of temporary files; ours does not mind.
  const root = await realpath(await mkdtemp(join('/var/tmp', 'codex-pro-rescue-')));
  const repository = join(root, 'project');
  const [state, home] = [join(root, 'state'), join(root, 'home')];
  for (const folder of [repository, home]) await mkdir(folder);
  let source: (request: ResponsesRequest) => ScenarioReply | undefined = () => undefined;
  const emulator = await startEmulator({ reply: (request) => source(request) });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
      cwd: repository,
      encoding: 'utf8',
      env: { ...process.env, HOME: home },
    });
  git('init', '--quiet', '--initial-branch=main');
  await writeFile(join(repository, 'sum.mjs'), 'export const sum = (a, b) => a - b;\n');
  await writeFile(
    join(repository, 'check.mjs'),
    "import { sum } from './sum.mjs';\nprocess.exit(sum(2, 2) === 4 ? 0 : 1);\n",
  );
  git('add', '.');
  git('commit', '--quiet', '--message=first');
  const codexHome = join(root, 'codex');
  await mkdir(codexHome);
  await writeFile(join(codexHome, 'auth.json'), JSON.stringify(emulator.login.authJson()), { mode: 0o600 });
  const backend = {
    classic: { CODEX_PRO_BASE_URL: emulator.url, CODEX_PRO_API_KEY: 'emulator-key' },
    lite: {
      CODEX_PRO_BASE_URL: emulator.codexUrl,
      CODEX_PRO_CHATGPT_URL: emulator.chatgptUrl,
      CODEX_PRO_AUTH: 'chatgpt',
      CODEX_PRO_MODEL: 'gpt-6.1-sol',
      CODEX_REFRESH_TOKEN_URL_OVERRIDE: emulator.refreshUrl,
      CODEX_HOME: codexHome,
    },
  }[dialect];
  const client: StartedClient = await startClient({
    command: process.execPath,
    args: [main],
    cwd: repository,
    env: {
      HOME: home,
      PATH: process.env['PATH'] ?? '',
      CODEX_PRO_HOME: state,
      ...backend,
      ...more,
    },
  });
  return {
    root,
    repository,
    state,
    emulator,
    git,
    say(replies) {
      source = typeof replies === 'function' ? replies : () => replies.shift();
    },
    async call(tool, given) {
      const waiting = tool === 'rescue' ? { wait_seconds: 60, ...given } : given;
      const { structured = {}, text, isError } = await client.call(tool, waiting, { timeoutMs: 90_000 });
      return { structured, text, isError };
    },
    async endOf(id) {
      const path = join(state, 'jobs', id, 'result.json');
      for (let tries = 0; tries < 400; tries += 1) {
        const text = await readFile(path, 'utf8').catch(() => null);
        if (text !== null) return JSON.parse(text);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`${id} did not end.`);
    },
    jobs(tool, id) {
      const key = { CODEX_PRO_API_KEY: 'emulator-key' };
      const env = { PATH: process.env['PATH'] ?? '', HOME: home, CODEX_PRO_HOME: state, ...key };
      execFileSync(process.execPath, [jobsMain, 'run', tool, id], { cwd: repository, env });
    },
    outputs() {
      const body = emulator.requests.at(-1)?.body as { input: { type: string; output?: unknown }[] };
      return body.input
        .filter(({ type }) => type.endsWith('_call_output'))
        .map(({ output }) => (typeof output === 'string' ? output : JSON.stringify(output)));
    },
    lastInput: () => JSON.stringify(emulator.requests.at(-1)?.body),
    async close() {
      await client.close();
      await emulator.close();
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** By its name: the node that runs the tests may lie below /tmp, which no confined command sees. */
export const check = 'node check.mjs';

export function answer(more: object = {}): ScenarioReply {
  return { json: { outcome: 'done', summary: 'The sum is right now.', questions: [], ...more } };
}

export function calls(...specs: readonly CallSpec[]): ScenarioReply {
  return { calls: specs };
}

export function exec(cmd: string, yieldMs = 10_000): CallSpec {
  return { name: 'exec_command', arguments: { cmd, yield_time_ms: yieldMs } };
}

export function patch(...lines: readonly string[]): CallSpec {
  return { name: 'apply_patch', input: ['*** Begin Patch', ...lines, '*** End Patch'].join('\n') };
}

export const fix = patch(
  '*** Update File: sum.mjs',
  '@@',
  '-export const sum = (a, b) => a - b;',
  '+export const sum = (a, b) => a + b;',
);

/** How many calls of the model were answered so far. */
export function outputsIn({ items }: ResponsesRequest): number {
  return items.filter(({ type }) => String(type).endsWith('_call_output')).length;
}
