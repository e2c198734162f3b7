import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { stateHome } from '@codex-pro/settings';
import type { Check } from '../jobs/setup-shape.ts';
import type { CheckContext } from './context.ts';
import { failed, ok, warning } from './line.ts';

const check = 'state folder';
/** Free bytes below which jobs cannot be counted on to end well, and below which it is time to tidy up. */
const least = { failed: 50 * 1024 ** 2, warning: 500 * 1024 ** 2 } as const;

/** Where jobs, results and settings lie can be written, by this user alone, and has room. Nothing is made. */
export async function checkStateFolder({ product }: CheckContext): Promise<readonly Check[]> {
  const home = stateHome(product.env);
  const found = await stat(home).catch(notThere);
  const elsewhere = 'Make it writable, or set CODEX_PRO_HOME to a folder that is.';
  if (found !== undefined && !found.isDirectory())
    return [failed(check, `${home} is not a folder.`, elsewhere)];
  const existing = found === undefined ? await nearestFolder(dirname(home)) : home;
  const refusal = await access(existing, constants.W_OK | constants.X_OK).then(() => undefined, codeOf);
  if (refusal !== undefined) return [failed(check, `${existing} cannot be written (${refusal}).`, elsewhere)];
  const { bavail, bsize } = await statfs(existing);
  const free = bavail * bsize;
  const room = `${megabytes(free)} free`;
  if (free < least.failed) return [failed(check, `${home}: only ${room}.`, 'Free some space.')];
  if (free < least.warning)
    return [warning(check, `${home}: only ${room}.`, 'Free some space; prune_jobs removes old jobs.')];
  if (found === undefined) return [ok(check, `${home} is made at the first job; ${room}.`)];
  const mode = found.mode & 0o777;
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    const octal = mode.toString(8).padStart(4, '0');
    return [warning(check, `${home} is open to other users (mode ${octal}); ${room}.`, `chmod 700 ${home}`)];
  }
  return [ok(check, `${home} can be written, by you alone; ${room}.`)];
}

async function nearestFolder(path: string): Promise<string> {
  for (let current = path; ; current = dirname(current)) {
    if ((await stat(current).catch(notThere))?.isDirectory() === true) return current;
    if (dirname(current) === current) return current;
  }
}

/** A path that cannot be looked at is as good as none; writing then says why. */
function notThere(): undefined {
  return undefined;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function megabytes(bytes: number): string {
  const mb = bytes / 1024 ** 2;
  return mb < 10_240 ? `${Math.round(mb)} MB` : `${Math.round(mb / 1024)} GB`;
}
