import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The hosts that are tested, pinned: their behaviour is part of what is tested. */
export const hostPrograms = {
  claude: { package: '@anthropic-ai/claude-code', version: '2.1.328' },
  codex: { package: '@openai/codex', version: '0.169.0' },
} as const;

export type HostName = keyof typeof hostPrograms;

/**
 * The absolute path of a host's command, installed once into a cache outside the project
 * (`CODEX_PRO_E2E_CACHE`, else `~/.cache/codex-pro-e2e`).
 * @throws npm's error when the package cannot be installed
 */
export async function hostProgram(name: HostName): Promise<string> {
  const { package: packageName, version } = hostPrograms[name];
  const cache = process.env['CODEX_PRO_E2E_CACHE'] ?? join(homedir(), '.cache', 'codex-pro-e2e');
  const folder = join(cache, `${name}-${version}`);
  const command = join(folder, 'node_modules', '.bin', name);
  if (existsSync(command)) return command;

  await mkdir(cache, { recursive: true });
  const building = await mkdtemp(join(cache, 'building-'));
  await writeFile(
    join(building, 'package.json'),
    JSON.stringify({ private: true, allowScripts: { [packageName]: true } }),
  );
  await run(
    'npm',
    ['install', '--no-audit', '--no-fund', '--prefix', building, `${packageName}@${version}`],
    {
      cwd: building,
      timeout: 300_000,
      env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` },
    },
  );
  try {
    await rename(building, folder);
  } catch (error) {
    // Another run was faster: its copy is as good.
    await rm(building, { recursive: true, force: true });
    if (!existsSync(command)) throw error;
  }
  return command;
}
