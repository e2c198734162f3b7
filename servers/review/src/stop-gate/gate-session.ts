import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { writeWhole } from '../whole-file.ts';

const sessionSchema = z.object({
  /** Reviews that were started. */
  rounds: z.int().min(0),
  /** USD, by API prices. */
  spent: z.number().min(0),
  /** Whether the user was told that the session's rounds or budget are used up. */
  told: z.boolean(),
});
export type GateSession = z.output<typeof sessionSchema>;

const fresh: GateSession = { rounds: 0, spent: 0, told: false };
const keptMs = 7 * 86_400_000;

/** What the gate has used in one session of a host. A file that is gone or damaged begins anew. */
export async function readSession(home: string, session: string): Promise<GateSession> {
  const text = await readFile(fileOf(home, session), 'utf8').catch(() => '{}');
  try {
    return sessionSchema.safeParse(JSON.parse(text)).data ?? fresh;
  } catch (error) {
    if (error instanceof SyntaxError) return fresh;
    throw error;
  }
}

/** Written whole or not at all; old sessions are forgotten on the way. */
export async function writeSession(home: string, session: string, state: GateSession): Promise<void> {
  const folder = folderOf(home);
  await writeWhole(fileOf(home, session), JSON.stringify(state));
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    // Another gate may have removed it meanwhile.
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > keptMs) await rm(path, { force: true });
  }
}

function folderOf(home: string): string {
  return join(home, 'stop-gate');
}

/** A session's id comes from the host: as a hash it is no path. */
function fileOf(home: string, session: string): string {
  return join(folderOf(home), `${createHash('sha256').update(session).digest('hex').slice(0, 32)}.json`);
}
