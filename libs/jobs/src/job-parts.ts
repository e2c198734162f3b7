import { type Clock, systemClock } from './clock.ts';
import { Database } from './database.ts';
import { Dispatcher } from './dispatcher.ts';
import { folderOfProgram } from './folder-of-program.ts';
import { type HomeFolder, homeFolder } from './home-folder.ts';
import type { Job } from './job.ts';
import type { JobQueue } from './job-queue.ts';
import type { JobStore } from './job-store.ts';
import { migrate } from './migrations.ts';
import { ownViewpoint, type Viewpoint } from './process-identity.ts';
import { rebuildFromFolders } from './rebuild.ts';
import { saveLedger } from './save-ledger.ts';
import { setDatabaseAside } from './set-aside.ts';
import { SqliteQueue } from './sqlite-queue.ts';
import { SqliteStore } from './sqlite-store.ts';
import { Supervisor } from './supervisor.ts';

/** How many workers may run at once on a machine, unless the profile says otherwise. */
export const defaultWorkers = 8;

/** Who only looks moves the queue on if that is quickly done; whoever looks next tries again. Milliseconds. */
const touchPatienceMs = 500;

export interface PartsOptions {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly workers: number;
  readonly bundleFolder?: string | null | undefined;
  readonly keyFor?: ((job: Job) => string | undefined) | undefined;
  readonly clock?: Clock | undefined;
  /** false: a home that is gone stays so, and using the store throws ConfigError. Default true. */
  readonly makesHome?: boolean | undefined;
}

/** The parts over one home folder, put together. The database opens at first use. */
export interface JobParts {
  readonly home: HomeFolder;
  readonly clock: Clock;
  readonly viewpoint: Viewpoint;
  readonly store: JobStore;
  readonly queue: JobQueue;
  readonly supervisor: Supervisor;
  readonly dispatcher: Dispatcher;
  /** Opens the store now rather than at first use. Throws ConfigError where it cannot be used. */
  openStore(): void;
  close(): void;
}

export function openParts(options: PartsOptions): JobParts {
  const home = homeFolder(options.home);
  const clock = options.clock ?? systemClock;
  const viewpoint = ownViewpoint();
  const database = new Database({
    path: home.database,
    makeFolder: () => (options.makesHome === false ? home.require() : home.make()),
    prepare: (connection) =>
      migrate(connection, home.database, () => rebuildFromFolders(connection, home, clock)),
    setAside: (inode) => {
      const aside = setDatabaseAside(home.database, inode);
      return aside === null ? undefined : (connection) => saveLedger(aside, connection);
    },
  });
  const store = new SqliteStore({ database, clock, viewpoint });
  const queue = new SqliteQueue({ database, clock, viewpoint });
  const touching = new SqliteQueue({ database, clock, viewpoint, patienceMs: touchPatienceMs });
  const supervisor = new Supervisor({ store, queue: touching, home, clock, viewpoint });
  const dispatcher = new Dispatcher({
    store,
    queue: touching,
    supervisor,
    home,
    clock,
    env: options.env,
    limit: options.workers,
    bundleFolder:
      options.bundleFolder === undefined ? folderOfProgram(process.argv[1]) : options.bundleFolder,
    keyFor: options.keyFor ?? (() => undefined),
  });
  return {
    home,
    clock,
    viewpoint,
    store,
    queue,
    supervisor,
    dispatcher,
    openStore: () => database.read(() => undefined),
    close: () => {
      dispatcher.close();
      database.close();
    },
  };
}
