import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type FreeName, freeNames, setFree } from './free-names.ts';

/** Looks after protected names that are not there, while commands run that could make them. */
export interface NameGuard {
  /**
   * A command is about to start. `onMade` is told which name was made while it ran, in words; it is to be killed then.
   * Returns what is called when it has ended, and says the same, null for nothing.
   */
  begin(onMade: (what: string) => void): () => string | null;
}

/** For engines that let nobody make such a name. */
export const unguarded: NameGuard = { begin: () => () => null };

/** How often names are looked at where the kernel does not tell, in milliseconds. */
const lookEveryMs = 20;

/**
 * Guards names directly below `root`. Nothing can be mounted where nothing is, without a file that everybody would see.
 * So whatever is made under such a name is taken away at once, into `folder`, and every command that ran meanwhile is
 * ended: which of them it was is not known, nor whether it was somebody else, who finds it there.
 */
export function guardNames(root: string, paths: readonly string[], folder: string): NameGuard {
  const guarded = paths.filter((path) => dirname(path) === root);
  const fileNames = new Set(guarded.map((path) => basename(path)));
  const running = new Set<GuardedCommand>();
  let free: readonly FreeName[] = [];
  let stop: () => void = () => undefined;
  const look = () => {
    for (const name of free) {
      const place = setFree(name, folder);
      if (place === null) continue;
      const what = `${basename(name.path)} is protected: what was made there is ${place} now`;
      for (const command of [...running]) command.tell(what);
    }
  };
  return {
    begin(onMade) {
      if (running.size === 0) {
        free = freeNames(guarded);
        stop = lookOut(root, fileNames, look);
      }
      const command = new GuardedCommand(onMade);
      running.add(command);
      return () => {
        look();
        running.delete(command);
        if (running.size === 0) stop();
        return command.made;
      };
    },
  };
}

class GuardedCommand {
  made: string | null = null;
  readonly #onMade: (what: string) => void;

  constructor(onMade: (what: string) => void) {
    this.#onMade = onMade;
  }

  tell(what: string): void {
    if (this.made !== null) return;
    this.made = what;
    this.#onMade(what);
  }
}

/** Calls `look` when one of the names appears or goes. Returns what ends it. */
function lookOut(root: string, fileNames: ReadonlySet<string>, look: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | undefined;
  const byTheClock = () => {
    timer ??= setInterval(look, lookEveryMs).unref();
  };
  try {
    watcher = watch(root, { persistent: false }, (_, name) => {
      if (name === null || fileNames.has(name)) look();
    });
    watcher.on('error', byTheClock);
  } catch {
    byTheClock(); // This user has no inotify watches left.
  }
  return () => {
    watcher?.close();
    clearInterval(timer);
  };
}
