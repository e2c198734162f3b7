import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Emulator, type EmulatorOptions, startEmulator } from '@codex-pro/emulator';
import { type CodexThread, openThread } from './codex-thread.ts';
import { hostProgram } from './host-program.ts';
import { makePlantedChange } from './planted-change.ts';

const run = promisify(execFile);
const dist = fileURLToPath(new URL('../../../plugins/codex-pro/dist/', import.meta.url));

export interface CodexHostOptions {
  /** The one server that is registered. */
  readonly server: 'review' | 'jobs';
  /** The tool that Codex's model calls, once, and with what. */
  readonly call: { readonly name: string; readonly arguments: object };
  /** `tool_timeout_sec`. */
  readonly toolSeconds?: number;
  /** Whether tools that change something may be used without asking. */
  readonly approve?: boolean;
  /** The backend of our server. */
  readonly ours?: EmulatorOptions;
  /** Of the user. */
  readonly profile?: Readonly<Record<string, unknown>>;
}

/** The real Codex CLI with one server of ours registered, in a repository with a planted bug. */
export interface CodexHost {
  /** Its home folder and CODEX_HOME, with the state of our server. */
  readonly home: string;
  /** The backend that our server talks to. */
  readonly ours: Emulator;
  /** `codex exec`; rejects where it ends with anything but 0. */
  exec(prompt: string): Promise<void>;
  /** A conversation as the editors hold it. */
  open(): Promise<CodexThread>;
  /** What Codex told its model of the call. */
  toldModel(): string;
  /** `jobs run <args> --format json` in a terminal. */
  jobs(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

export async function startCodexHost(options: CodexHostOptions): Promise<CodexHost> {
  const { server, call, toolSeconds = 60, approve = true, profile } = options;
  const command = await hostProgram('codex');
  const home = await mkdtemp(join(tmpdir(), 'codex-pro-codex-host-'));
  const project = join(home, 'project');
  await makePlantedChange(project);
  const ours = await startEmulator(options.ours);
  // Codex writes a hyphen in a server's name as an underline.
  const called = { ...call, namespace: `mcp__codex_pro_${server}` };
  const replies = [{ calls: [called], times: 1 }, { text: 'I have read it.' }];
  const model = await startEmulator({ scenario: { replies } });
  const settings = {
    CODEX_PRO_HOME: join(home, 'state'),
    CODEX_PRO_BASE_URL: ours.url,
    CODEX_PRO_API_KEY: 'emulator-key',
  };
  const config = [
    'model = "gpt-5.5"',
    `openai_base_url = "${model.url}"`,
    `[mcp_servers.codex-pro-${server}]`,
    `command = "${process.execPath}"`,
    `args = ["${dist}${server}.mjs"]`,
    // Else the first turn does not wait for a server that a busy machine starts slowly.
    'required = true',
    'startup_timeout_sec = 60',
    `tool_timeout_sec = ${toolSeconds}`,
    ...(approve ? ['default_tools_approval_mode = "approve"'] : []),
    `[mcp_servers.codex-pro-${server}.env]`,
    ...Object.entries(settings).map(([name, value]) => `${name} = "${value}"`),
  ];
  await writeFile(join(home, 'config.toml'), config.join('\n'));
  await writeFile(join(home, 'auth.json'), JSON.stringify({ OPENAI_API_KEY: 'emulator-key' }));
  if (profile !== undefined) {
    await mkdir(settings.CODEX_PRO_HOME, { mode: 0o700 });
    // YAML takes JSON.
    await writeFile(join(settings.CODEX_PRO_HOME, 'profile.yaml'), JSON.stringify(profile));
  }
  const bare = { PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`, HOME: home };
  const place = { cwd: project, env: { ...bare, CODEX_HOME: home, CODEX_API_KEY: 'emulator-key' } };
  return {
    home,
    ours,
    async exec(prompt) {
      const codex = run(command, ['exec', '--json', prompt], { ...place, timeout: 90_000 });
      codex.child.stdin?.end();
      await codex;
    },
    open: () => openThread(command, place),
    toldModel() {
      const input: unknown = Object(model.modelRequests.at(-1)?.body)['input'];
      const items: readonly { readonly type?: string; readonly output?: unknown }[] = Array.isArray(input)
        ? input
        : [];
      return JSON.stringify(items.find(({ type }) => type === 'function_call_output')?.output ?? null);
    },
    async jobs(...args) {
      const words = [`${dist}jobs.mjs`, 'run', ...args, '--format', 'json'];
      const ended = await run(process.execPath, words, {
        cwd: project,
        env: { ...bare, ...settings },
        timeout: 90_000,
      });
      return JSON.parse(ended.stdout);
    },
    async close() {
      await model.close();
      await ours.close();
      await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}
