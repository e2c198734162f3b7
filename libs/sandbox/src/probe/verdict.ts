import { readFileSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** What probes found out: the engine that works, or why none does. */
export interface Verdict {
  readonly engine: 'srt' | 'codex' | null;
  /** One sentence an engine, for those that do not work. */
  readonly why: readonly string[];
}

/**
 * The verdict of this boot, where one was kept in `folder` and nothing has changed that it hangs on: the kernel's boot,
 * the programs of the sandbox, Node. null where there is none.
 */
export async function readVerdict(folder: string): Promise<Verdict | null> {
  try {
    const stored: unknown = JSON.parse(await readFile(join(folder, fileName), 'utf8'));
    if (typeof stored !== 'object' || stored === null || !('key' in stored) || stored.key !== verdictKey())
      return null;
    // Only we write this file, into a folder that is the user's own.
    return 'verdict' in stored ? (stored.verdict as Verdict) : null;
  } catch {
    return null; // None yet, or unreadable: the probe costs half a second.
  }
}

/** Keeps a verdict. One that says no is not kept: whoever installs what is missing must not wait for the next boot. */
export async function keepVerdict(folder: string, verdict: Verdict): Promise<void> {
  if (verdict.engine === null) return;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `.${fileName}.${process.pid}.tmp`);
  await writeFile(temporary, JSON.stringify({ key: verdictKey(), verdict }), { mode: 0o600 });
  await rename(temporary, join(folder, fileName));
}

const fileName = 'sandbox.json';

function verdictKey(): string {
  return [bootId(), process.version, process.geteuid?.() ?? '', ...programs.map(programMark)].join(' ');
}

const programs = ['bwrap', 'socat', 'rg', 'codex'];

/** Which file a program is, and since when: a verdict must not outlive an update of it. */
function programMark(name: string): string {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const found = statSync(join(folder, name), { throwIfNoEntry: false });
    if (found?.isFile() === true) return `${name}:${found.ino}:${found.mtimeMs}`;
  }
  return `${name}:none`;
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'no boot id'; // Not Linux; an update of Node asks again.
  }
}
