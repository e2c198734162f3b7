import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

/** A user's machine in a temporary folder: the files that settings come from, and the environment that points there. */
export interface Machine {
  readonly root: string;
  readonly home: string;
  readonly workspace: string;
  readonly userProfile: string;
  readonly projectProfile: string;
  readonly config: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface MachineFiles {
  readonly user?: string;
  readonly project?: string;
  readonly config?: string;
  readonly env?: NodeJS.ProcessEnv;
}

const made: string[] = [];
afterAll(async () => {
  await Promise.all(made.splice(0).map((root) => rm(root, { recursive: true, force: true })));
});

export async function machine(files: MachineFiles = {}): Promise<Machine> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'settings-')));
  made.push(root);
  const home = join(root, 'state');
  const workspace = join(root, 'work space');
  await mkdir(workspace);
  const paths = {
    userProfile: join(home, 'profile.yaml'),
    projectProfile: join(workspace, '.codex-pro', 'profile.yaml'),
    config: join(root, 'codex', 'config.toml'),
  };
  await write(paths.userProfile, files.user);
  await write(paths.projectProfile, files.project);
  await write(paths.config, files.config);
  const env = { HOME: root, CODEX_PRO_HOME: home, CODEX_HOME: join(root, 'codex'), ...files.env };
  return { root, home, workspace, ...paths, env };
}

async function write(path: string, text: string | undefined): Promise<void> {
  if (text === undefined) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
