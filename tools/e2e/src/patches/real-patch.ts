import { execFile } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inFreshTree, type PatchCase, type PatchOutcome, type RecordedPatch } from '@codex-pro/agent/testing';
import { hostProgram } from '../host-program.ts';

/** The native binary of the real CLI: the launcher of its npm package would cost 90 ms a patch. Throws where there is none. */
export async function realCodex(): Promise<string> {
  const launcher = realpathSync(await hostProgram('codex'));
  const scope = dirname(dirname(dirname(launcher)));
  for (const name of readdirSync(scope).filter((each) => each.startsWith('codex-'))) {
    const vendor = join(scope, name, 'vendor');
    const folders = existsSync(vendor) ? readdirSync(vendor) : [];
    const found = folders
      .map((folder) => join(vendor, folder, 'bin', 'codex'))
      .find((path) => existsSync(path));
    if (found !== undefined) return found;
  }
  throw new Error(`There is no native codex beside ${launcher}.`);
}

/** What the real CLI, run as apply_patch, makes of a case. */
export function realPatch(binary: string, each: PatchCase): Promise<PatchOutcome> {
  return inFreshTree(each, async (root) => {
    const ended = Promise.withResolvers<Omit<PatchOutcome, 'files'>>();
    execFile(
      binary,
      ['--codex-run-as-apply-patch', each.patch],
      { cwd: root, timeout: 20_000 },
      (error, stdout, stderr) => {
        ended.resolve({ ok: error === null, report: error === null ? stdout : stderr });
      },
    );
    return await ended.promise;
  });
}

/** A case with its outcome. */
export async function recordPatch(binary: string, each: PatchCase): Promise<RecordedPatch> {
  const { ok, report, files } = await realPatch(binary, each);
  return { ...each, outcome: ok ? { ok, report, files } : { ok } };
}
