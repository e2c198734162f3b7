import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A tree of files, and a patch for it. Contents are Latin-1, so that any bytes can be written in a fixture. */
export interface PatchCase {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly patch: string;
}

export interface PatchOutcome {
  readonly ok: boolean;
  /** `Success. …`, or why not. */
  readonly report: string;
  readonly files: Readonly<Record<string, string>>;
}

/** A case with what the real CLI made of it: of a failure only that it failed, since its words hold the folder of the run. */
export interface RecordedPatch extends PatchCase {
  readonly outcome: PatchOutcome | { readonly ok: boolean };
}

/** Runs a case in a folder of its own, which is removed. */
export async function inFreshTree(
  { files }: PatchCase,
  run: (root: string) => Promise<Omit<PatchOutcome, 'files'>>,
): Promise<PatchOutcome> {
  const root = mkdtempSync(join(tmpdir(), 'codex-pro-patch-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), Buffer.from(content, 'latin1'));
      chmodSync(join(root, path), path.endsWith('.sh') ? 0o755 : 0o644);
    }
    const outcome = await run(root);
    return { ...outcome, files: readTree(root) };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Every file with its content, executable ones marked. */
export function readTree(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const place = join(entry.parentPath, entry.name);
    const mark = (statSync(place).mode & 0o111) === 0 ? '' : ' (executable)';
    found[`${place.slice(root.length + 1)}${mark}`] = readFileSync(place).toString('latin1');
  }
  return Object.fromEntries(Object.entries(found).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The text of a patch whose body is given line by line. */
export function patchOf(...lines: readonly string[]): string {
  return ['*** Begin Patch', ...lines, '*** End Patch', ''].join('\n');
}
