import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The hosts that are tested, pinned: their behaviour is part of what is tested. */
export const hostPrograms = {
  claude: { package: '@anthropic-ai/claude-code', version: '2.1.328', command: 'claude' },
  codex: { package: '@openai/codex', version: '0.169.0', command: 'codex' },
  gemini: { package: '@google/gemini-cli', version: '0.61.0', command: 'gemini' },
  inspector: { package: '@modelcontextprotocol/inspector', version: '2.12.0', command: 'mcp-inspector' },
  conformance: { package: '@modelcontextprotocol/conformance', version: '0.1.16', command: 'conformance' },
} as const;

/** Those that are not whole without the scripts that their packages run when they are installed. */
const runScripts: ReadonlySet<string> = new Set(['claude', 'codex']);

export type HostName = keyof typeof hostPrograms;

/** npm could not fetch or install a host: nothing is wrong with the product. */
export class HostNotInstalled extends Error {
  override readonly name = 'HostNotInstalled';
}

/**
 * The absolute path of a host's command, installed once into a cache outside the project
 * (`CODEX_PRO_E2E_CACHE`, else `~/.cache/codex-pro-e2e`).
 * @throws HostNotInstalled, with what npm says, when the package cannot be installed
 */
export async function hostProgram(name: HostName): Promise<string> {
  const { package: packageName, version, command: commandName } = hostPrograms[name];
  const cache = process.env['CODEX_PRO_E2E_CACHE'] ?? join(homedir(), '.cache', 'codex-pro-e2e');
  const folder = join(cache, `${name}-${version}`);
  const command = join(folder, 'node_modules', '.bin', commandName);
  if (existsSync(command)) return command;

  await mkdir(cache, { recursive: true });
  const building = await mkdtemp(join(cache, 'building-'));
  await writeFile(
    join(building, 'package.json'),
    JSON.stringify({ private: true, allowScripts: { [packageName]: runScripts.has(name) } }),
  );
  await install(`${packageName}@${version}`, building);
  try {
    await rename(building, folder);
  } catch (error) {
    // Another run was faster: its copy is as good.
    await rm(building, { recursive: true, force: true });
    if (!existsSync(command)) throw error;
  }
  return command;
}

async function install(wanted: string, folder: string): Promise<void> {
  const words = ['install', '--no-audit', '--no-fund', '--prefix', folder, wanted];
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` };
  try {
    await run('npm', words, { cwd: folder, timeout: 300_000, env });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw new HostNotInstalled(`npm could not install ${wanted}: ${String(error)}`, { cause: error });
  }
}

/**
 * The same for tests that are skipped where the host cannot be installed at all: null then, and a loud word on stderr.
 * @throws everything else that goes wrong
 */
export async function installedHost(name: HostName): Promise<string | null> {
  try {
    return await hostProgram(name);
  } catch (error) {
    if (!(error instanceof HostNotInstalled)) throw error;
    console.error(`\n!!! SKIPPED: every test in ${name}. ${error.message}\n`);
    return null;
  }
}
