import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, onTestFinished, vi } from 'vitest';
import { collectSnapshot } from '../collect-snapshot.ts';
import type { Snapshot } from '../snapshot.ts';
import type { TargetRequest } from '../target-request.ts';
import { resolveWorkspace } from '../workspace.ts';

// The git settings of whoever runs the tests take no part.
beforeEach(() => {
  vi.stubEnv('HOME', '/nonexistent');
  vi.stubEnv('XDG_CONFIG_HOME', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** A folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'codex-pro-git-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface TestRepository {
  readonly root: string;
  /** Runs git in the repository and returns what it prints. */
  git(...args: readonly string[]): string;
  gitBytes(...args: readonly string[]): Buffer;
  write(path: string | Buffer, content: string | Uint8Array): void;
  /** Adds all and commits; the id. */
  commit(message?: string): string;
}

/** The person whose commits they are; no configuration of this machine takes part. */
const environment = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

export function openRepository(root: string): TestRepository {
  const gitBytes = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], {
      cwd: root,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 2 ** 28,
    });
  const repository: TestRepository = {
    root,
    gitBytes,
    git: (...args) =>
      gitBytes(...args)
        .toString('utf8')
        .trimEnd(),
    write(path, content) {
      const absolute = Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path)]);
      mkdirSync(absolute.subarray(0, absolute.lastIndexOf('/')), { recursive: true });
      writeFileSync(absolute, content);
    },
    commit(message = 'change') {
      repository.git('add', '-A');
      repository.git('commit', '-q', '--allow-empty', '-m', message);
      return repository.git('rev-parse', 'HEAD');
    },
  };
  return repository;
}

export function createRepository(folder = temporaryFolder(), ...initArgs: readonly string[]): TestRepository {
  execFileSync('git', ['init', '-q', '-b', 'main', ...initArgs, folder], { env: environment });
  return openRepository(folder);
}

/** One commit on `main`: `a.ts`, `src/b.ts`. */
export function startedRepository(): TestRepository {
  const repository = createRepository();
  repository.write('a.ts', 'one\ntwo\nthree\n');
  repository.write('src/b.ts', 'b\n');
  repository.commit('first');
  return repository;
}

/** The same, after which `side` and `main` parted: each has a commit of its own with these files. `main` is checked out. */
export function partedRepository(
  side: Readonly<Record<string, string>>,
  main: Readonly<Record<string, string>>,
): TestRepository {
  const repository = startedRepository();
  const commit = (files: Readonly<Record<string, string>>) => {
    for (const [path, content] of Object.entries(files)) repository.write(path, content);
    repository.commit();
  };
  repository.git('checkout', '-q', '-b', 'side');
  commit(side);
  repository.git('checkout', '-q', 'main');
  commit(main);
  return repository;
}

export interface SnapshotOptions extends Partial<TargetRequest> {
  readonly folder?: string;
  readonly caps?: { readonly file: number; readonly total: number };
}

/** The snapshot of a repository; scope `auto` and generous caps unless said. */
export async function snapshotOf({ root }: TestRepository, options: SnapshotOptions = {}): Promise<Snapshot> {
  const signal = AbortSignal.timeout(60_000);
  const { folder = root, caps = { file: 2 ** 20, total: 2 ** 24 }, ...request } = options;
  const workspace = await resolveWorkspace(folder, signal);
  return collectSnapshot({ scope: 'auto', ...request, workspace, caps, signal });
}

/** Each file as `status path`, with what was left out in brackets. */
export function listed(snapshot: Snapshot): readonly string[] {
  return snapshot.files.map(({ status, path, omitted }) =>
    omitted === null ? `${status} ${path}` : `${status} ${path} [${omitted.word}]`,
  );
}
