import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandEnd } from '../command.ts';
import { openSandbox, type Sandbox } from '../open-sandbox.ts';
import type { SandboxPolicy } from '../policy.ts';
import { protectedPaths } from '../protected-paths.ts';

export interface TestSandbox {
  readonly sandbox: Sandbox;
  readonly root: string;
  /** Beside the root; this user may write there. */
  readonly outside: string;
  readonly hidden: string;
  readonly signal: AbortSignal;
  /** A command's end and all its output. */
  run(command: string, cwd?: string): Promise<CommandEnd & { readonly output: string }>;
  /** Closes it and keeps the files, for a look at what it left. */
  close(): Promise<void>;
  /** Closes it where it is open, and removes the files. */
  remove(): Promise<void>;
}

interface TestFolders {
  readonly root: string;
  readonly outside: string;
}

/** A real sandbox on folders of its own, as a job has one. `prepare` fills them first, and may say more of the policy. */
export async function openTestSandbox(
  given: Partial<SandboxPolicy> = {},
  prepare: (folders: TestFolders) => Promise<Partial<SandboxPolicy>> = () => Promise.resolve({}),
): Promise<TestSandbox> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'codex-pro-sandbox-')));
  const [root, outside, hidden, scratch] = await Promise.all(
    ['root', 'outside', 'hidden', 'scratch'].map(async (name) => {
      const path = join(folder, name);
      await mkdir(path);
      return path;
    }),
  );
  if (root === undefined || outside === undefined || hidden === undefined || scratch === undefined)
    throw new Error('Folders were not made.');
  const policy: SandboxPolicy = {
    mode: 'workspace-write',
    root,
    scratch,
    hidden: [hidden],
    readable: [],
    protected: protectedPaths(root),
    readOnly: [],
    shown: [],
    domains: [],
    environment: { PATH: process.env['PATH'] ?? '', GIVEN: 'yes' },
    limits: { memoryBytes: 2 ** 31, processes: 256, fileBytes: 2 ** 30, cpuSeconds: 120 },
    ...given,
    ...(await prepare({ root, outside })),
  };
  const ending = new AbortController();
  const sandbox = await openSandbox({
    policy,
    name: `test-${process.pid}`,
    setAside: join(folder, 'set-aside'),
    verdictFolder: verdicts,
  });
  let open = true;
  const close = async (): Promise<void> => {
    if (!open) return;
    open = false;
    await sandbox.close();
  };
  return {
    sandbox,
    root,
    outside,
    hidden,
    signal: ending.signal,
    async run(command, cwd = root) {
      const running = await sandbox.start({ command, cwd, signal: ending.signal });
      let output = '';
      running.onOutput((bytes) => {
        output += Buffer.from(bytes).toString('utf8');
      });
      return { ...(await running.ended), output };
    },
    close,
    async remove() {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Shared by the tests of a run: one probe is enough. */
const verdicts = join(tmpdir(), `codex-pro-sandbox-verdicts-${process.getuid?.() ?? ''}`);
