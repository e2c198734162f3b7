import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { cleanText } from '@codex-pro/runtime';
import type { Check } from '../jobs/setup-shape.ts';
import type { CheckContext } from './context.ts';
import { failed, ok, warning } from './line.ts';
import { programVersion } from './program-version.ts';

/** The oldest git that reviews are tested with. */
const oldestGit = [2, 31] as const;

export async function checkGit(context: CheckContext): Promise<readonly Check[]> {
  const fix = `Install git ${oldestGit.join('.')} or newer, so that the host's PATH has it.`;
  const said = await versionOf('git', context);
  if (said === undefined) return [failed('git', 'git was not found on PATH.', fix)];
  const [, major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(said.text) ?? []).map(Number);
  const isOld = major < oldestGit[0] || (major === oldestGit[0] && minor < oldestGit[1]);
  const detail = `${said.text} (${said.path}).`;
  return [
    isOld
      ? warning('git', `${detail} It is older than what reviews are tested with.`, fix)
      : ok('git', detail),
  ];
}

/** For information: nothing here runs it, but its login is used. */
export async function checkCodexCli(context: CheckContext): Promise<readonly Check[]> {
  const said = await versionOf('codex', context);
  if (said === undefined)
    return [ok('codex cli', 'Not found on PATH; it is needed only to sign in (`codex login`).')];
  return [ok('codex cli', `${said.text} (${said.path}); it is not run, only its login is used.`)];
}

/** What `<name> --version` says; undefined without such a program. */
async function versionOf(name: string, { product, signal }: CheckContext) {
  const { PATH, HOME } = product.env;
  const path = findProgram(name, PATH);
  if (path === undefined) return undefined;
  const said = await programVersion(path, { PATH, HOME }, signal);
  if (said === null) return { path, text: `${name}, which does not say its version` };
  return { path, text: cleanText(said.trim().split('\n')[0] ?? '', 120) };
}

/** Absolute folders of PATH only: a relative one would run a program of the project. */
function findProgram(name: string, path: string | undefined): string | undefined {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  const folders = (path ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, file)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // Not there, or not ours to run.
  }
}
