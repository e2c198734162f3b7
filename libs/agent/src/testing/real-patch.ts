import { execFile } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { inFreshTree, type PatchCase, type PatchOutcome } from './patch-case.ts';

/** Where the real CLI is: named outright, or in the cache into which the tests of real hosts install it. */
const cache = process.env['CODEX_PRO_E2E_CACHE'] ?? join(homedir(), '.cache', 'codex-pro-e2e');
const launcher =
  process.env['CODEX_PRO_E2E_CODEX'] ?? join(cache, 'codex-0.169.0', 'node_modules', '.bin', 'codex');

/** The native binary behind the launcher; null, and said aloud, where it is not installed. */
export function findRealCodex(): string | null {
  const native = existsSync(launcher) ? nativeBinary(realpathSync(launcher)) : null;
  if (native === null) {
    process.stderr.write(
      `\nSKIPPED: the real codex was not found at ${launcher}. Install @openai/codex 0.169.0, or set CODEX_PRO_E2E_CODEX.\n`,
    );
  }
  return native;
}

/** The launcher of the npm package starts a binary in a package beside it; one that is no launcher is it. */
function nativeBinary(real: string): string | null {
  if (!real.endsWith('.js')) return real;
  const scope = dirname(dirname(dirname(real)));
  for (const name of readdirSync(scope).filter((each) => each.startsWith('codex-'))) {
    const vendor = join(scope, name, 'vendor');
    const folders = existsSync(vendor) ? readdirSync(vendor) : [];
    const found = folders
      .map((folder) => join(vendor, folder, 'bin', 'codex'))
      .find((path) => existsSync(path));
    if (found !== undefined) return found;
  }
  return null;
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

/** The outcome as it is recorded: of a failure only that it failed, since its words hold the folder of the run. */
export async function recordedOutcome(binary: string, each: PatchCase): Promise<RecordedOutcome> {
  const { ok, report, files } = await realPatch(binary, each);
  return ok ? { ok, report, files } : { ok };
}

export type RecordedOutcome = (PatchOutcome & { readonly ok: true }) | { readonly ok: false };
