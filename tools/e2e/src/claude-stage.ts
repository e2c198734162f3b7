import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Emulator, type EmulatorOptions, startEmulator } from '@codex-pro/emulator';
import { bareClaudeCode, type ClaudeCode, repositoryRoot, startClaudeCode } from './claude-code.ts';
import { type MessagesApi, startMessagesApi } from './messages-api.ts';
import { makePlantedChange } from './planted-change.ts';
import { answersOf, type PlannedCall, scriptedCalls } from './scripted-calls.ts';

const run = promisify(execFile);

/** Claude Code with the plugin, a repository with a planted bug, and a backend of its own. */
export interface ClaudeStage {
  readonly folder: string;
  readonly repository: string;
  readonly emulator: Emulator;
  readonly model: MessagesApi;
  readonly claude: ClaudeCode;
  /** What our servers find in their environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What the scripted model calls from now on. */
  plan(...calls: readonly PlannedCall[]): void;
  /** `claude -p <prompt>` in the repository with these tools allowed. Throws where it does not end with 0. */
  ask(prompt: string, options?: AskOptions): Promise<string>;
  /** What the calls of the plan answered in the conversation that was held last, as the model saw it. */
  answers(): readonly string[];
  /** `<server> run <args> --format json` from a terminal in the repository. */
  terminal(server: string, ...args: readonly string[]): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

export interface AskOptions {
  /** Whole servers of the plugin that may be used without asking: all four unless told. */
  readonly allowed?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** When the host is given up and killed; 150 s unless told. */
  readonly limitMs?: number;
}

export const allServers = ['review', 'rescue', 'batch', 'jobs'] as const;

/** `--allowedTools` for whole servers of the plugin. */
export function allowing(servers: readonly string[]): readonly string[] {
  return servers.flatMap((server) => ['--allowedTools', `mcp__plugin_codex-pro_${server}`]);
}

export async function setClaudeStage(options: {
  readonly emulator: EmulatorOptions;
  /** Where the plugin is installed from: this checkout unless told. `null`: nothing is installed. */
  readonly marketplace?: string | null;
  /** Of the user; none unless told. */
  readonly profile?: Readonly<Record<string, unknown>>;
}): Promise<ClaudeStage> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'codex-pro-e2e-')));
  const repository = join(folder, 'repository');
  await makePlantedChange(repository);
  const emulator = await startEmulator(options.emulator);
  let planned: readonly PlannedCall[] = [];
  const model = await startMessagesApi(scriptedCalls(() => planned));
  const { marketplace } = options;
  const claude = await (marketplace === null
    ? bareClaudeCode(model.url)
    : startClaudeCode(model.url, marketplace));
  const env = {
    CODEX_PRO_HOME: join(folder, 'home'),
    CODEX_HOME: join(folder, 'codex-home'),
    CODEX_PRO_BASE_URL: emulator.url,
    CODEX_PRO_API_KEY: 'emulator-key',
  };
  if (options.profile !== undefined) {
    await mkdir(env.CODEX_PRO_HOME, { mode: 0o700 });
    // YAML takes JSON.
    await writeFile(join(env.CODEX_PRO_HOME, 'profile.yaml'), JSON.stringify(options.profile));
  }
  return {
    folder,
    repository,
    emulator,
    model,
    claude,
    env,
    plan: (...calls) => {
      planned = calls;
    },
    async ask(prompt, { allowed = allServers, env: more = {}, limitMs } = {}) {
      const args = ['-p', prompt, ...allowing(allowed)];
      const { code, stdout, stderr } = await claude.run(args, repository, { ...env, ...more }, limitMs);
      if (code !== 0) throw new Error(`claude ended with ${code}: ${stdout}${stderr}`);
      return stdout;
    },
    answers() {
      const last = model.requests.findLast(({ tools }) => tools !== undefined && tools.length > 0);
      const names = planned.map(({ tool }) => tool);
      return last === undefined ? [] : answersOf(last, names);
    },
    async terminal(server, ...args) {
      const bundle = join(repositoryRoot, `plugins/codex-pro/dist/${server}.mjs`);
      const words = [bundle, 'run', ...args, '--format', 'json'];
      const { stdout } = await run(process.execPath, words, {
        cwd: repository,
        env: { ...process.env, ...env },
      });
      return JSON.parse(stdout);
    },
    async close() {
      await claude.close();
      await model.close();
      await emulator.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}
