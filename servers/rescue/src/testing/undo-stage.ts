import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readOutcome } from '../apply/outcome-record.ts';
import { undoChanges } from '../apply/undo-changes.ts';
import { type Place, type PlaceRequest, takePlace } from '../isolation/place.ts';
import { recordEnd } from '../isolation/record-end.ts';

/** A repository, and jobs that work in it in place, without a model: whatever a test does meanwhile is the job's work. */
export interface UndoStage {
  readonly root: string;
  /** Beside the repository. */
  readonly elsewhere: string;
  put(path: string, text: string, mode?: number): void;
  git(...args: string[]): string;
  begin(more?: Partial<PlaceRequest>): Promise<UndoableJob>;
  /** Every file, link and folder of the repository: its kind, permissions and content. */
  everything(): Record<string, string>;
  close(): Promise<void>;
}

export interface UndoableJob {
  readonly place: Place;
  readonly folder: string;
  end(): ReturnType<typeof recordEnd>;
  undo(): ReturnType<typeof undoChanges>;
}

export async function setUndoStage(): Promise<UndoStage> {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'codex-pro-undo-')));
  const [root, elsewhere] = [join(base, 'project'), join(base, 'elsewhere')];
  for (const folder of [root, elsewhere]) mkdirSync(folder);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b', ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  git('init', '--quiet');
  const { signal } = new AbortController();
  let jobs = 0;
  return {
    root,
    elsewhere,
    git,
    put(path, text, mode = 0o644) {
      const place = join(root, path);
      mkdirSync(dirname(place), { recursive: true });
      // One that may not be written is written all the same.
      if (existsSync(place)) chmodSync(place, 0o700);
      writeFileSync(place, text);
      chmodSync(place, mode);
    },
    async begin(more = {}) {
      jobs += 1;
      const folder = join(base, `job-${jobs}`);
      const place = await takePlace({
        folder,
        jobId: `job-${jobs}`,
        home: join(base, 'state'),
        workspace: root,
        isolation: 'in-place',
        readOnly: false,
        dependencies: ['node_modules'],
        ignoredBytes: 1024 * 1024,
        confined: true,
        shows: false,
        signal,
        ...more,
      });
      return {
        place,
        folder,
        async end() {
          const ended = await recordEnd({ place, folder, unprotected: [], failed: false, signal });
          await place.release();
          return ended;
        },
        undo: async () => undoChanges({ place, folder, outcome: await readOutcome(folder), signal }),
      };
    },
    everything: () => everythingIn(root),
    close: () => rm(base, { recursive: true, force: true }),
  };
}

/** Every file, link and folder, but for the repository's own: kind, permissions and content. Follows no link. */
export function everythingIn(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  const open = readdirSync(root).filter((name) => name !== '.git');
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const place = join(root, path);
    const stats = lstatSync(place);
    if (stats.isDirectory()) for (const name of readdirSync(place)) open.push(`${path}/${name}`);
    if (stats.isSymbolicLink()) found[path] = `link ${readlinkSync(place)}`;
    else found[path] = `${stats.mode.toString(8)} ${stats.isFile() ? readFileSync(place, 'latin1') : ''}`;
  }
  return found;
}
