import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type Emulator, type EmulatorOptions, startEmulator } from '@codex-pro/emulator';
import { compileCache, type StartedClient, startClient } from '@codex-pro/mcp';
import { cartAfter, cartBefore, oneFault } from './shop.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

type Files = Readonly<Record<string, string>>;

/** A repository with a change in it, a backend, and the review server, for one test or a file of tests. */
export interface ReviewStage extends AsyncDisposable {
  readonly root: string;
  readonly repository: string;
  readonly home: string;
  readonly emulator: Emulator;
  git(...args: readonly string[]): string;
  /** Writes a file of the repository, and the folders to it. */
  write(path: string, content: string): void;
  /** Writes the user's profile. */
  profile(yaml: string): void;
  /** Starts the server as a host does, `more` in its environment; it ends with the stage. */
  start(more?: Readonly<Record<string, string>>): Promise<StartedClient>;
  /** Runs the program with these words in the repository, to its end. */
  run(words: readonly string[], options?: RunOptions): Promise<Ended>;
}

export interface RunOptions {
  readonly stdin?: string;
  /** Options of Node itself. */
  readonly node?: readonly string[];
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Without `committed` there is no commit; `changed` is written after it. Both are the shop's unless given. */
export async function setReviewStage(
  options: EmulatorOptions = oneFault,
  committed: Files | null = { 'cart.js': cartBefore },
  changed: Files = { 'cart.js': cartAfter },
): Promise<ReviewStage> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'codex-pro-review-')));
  const [repository, home] = [join(root, 'shop'), join(root, 'state')];
  mkdirSync(repository);
  const emulator = await startEmulator(options);
  const clients: StartedClient[] = [];
  const env = {
    HOME: root,
    PATH: process.env['PATH'] ?? '',
    ...compileCache(),
    CODEX_PRO_HOME: home,
    CODEX_PRO_BASE_URL: emulator.url,
    CODEX_PRO_API_KEY: 'emulator-key',
  };
  const stage: ReviewStage = {
    root,
    repository,
    home,
    emulator,
    git: (...args) =>
      execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
        cwd: repository,
        encoding: 'utf8',
        env: { PATH: env.PATH, HOME: root, GIT_CONFIG_NOSYSTEM: '1' },
      }),
    write: (path, content) => writeBelow(repository, path, content),
    profile: (yaml) => writeBelow(home, 'profile.yaml', yaml),
    async start(more = {}) {
      const client = await startClient({
        command: process.execPath,
        args: [main],
        env: { ...env, ...more },
        cwd: repository,
      });
      clients.push(client);
      return client;
    },
    async run(words, { stdin = '', node = [] } = {}) {
      // Not synchronously: the emulator is in this process.
      const child = spawn(process.execPath, [...node, main, ...words], { cwd: repository, env });
      child.stdin.end(stdin);
      const closed = once(child, 'close');
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
      const [code] = await closed;
      return { code, stdout, stderr };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client.close()));
      await emulator.close();
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  stage.git('init', '--quiet', '--initial-branch=main');
  if (committed !== null) {
    for (const [path, content] of Object.entries(committed)) stage.write(path, content);
    stage.git('add', '.');
    stage.git('commit', '--quiet', '--message=first');
  }
  for (const [path, content] of Object.entries(changed)) stage.write(path, content);
  return stage;
}

function writeBelow(folder: string, path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}
