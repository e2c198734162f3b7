/** A command line of bubblewrap, in words. */
export type BubblewrapWords = readonly string[];

/** A folder of this machine that is shown at another place. */
export interface ShownFolder {
  readonly source: string;
  /** A folder that is there already; what lies in it is not seen then. */
  readonly target: string;
  /** What commands write there goes to the source; else it is there to read only. */
  readonly writable?: boolean;
}

/**
 * The words of a line that the library quoted: bare ones, single quotes, and double quotes around single ones. Throws
 * for anything else that a shell would act on: such a line is not known here.
 */
export function bubblewrapWords(line: string): BubblewrapWords {
  const words: string[] = [];
  let word: string | null = null;
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index] ?? '';
    if (character === ' ') {
      if (word !== null) words.push(word);
      word = null;
    } else if (character === "'" || character === '"') {
      const end = line.indexOf(character, index + 1);
      const quoted = line.slice(index + 1, end);
      if (end === -1 || (character === '"' && quoted !== "'")) throw unknownLine();
      word = `${word ?? ''}${quoted}`;
      index = end;
    } else if (bare.test(character)) {
      word = `${word ?? ''}${character}`;
    } else {
      throw unknownLine();
    }
  }
  if (word !== null) words.push(word);
  if (!words.includes('--')) throw unknownLine();
  return words;
}

/** What no shell acts on (`quote` of the library leaves nothing else bare). */
const bare = /[A-Za-z0-9_./:=@+,-]/;

/**
 * Makes the kernel's settings read-only in a sandbox: to a user namespace that maps root to root, `/proc/sys` is open, and
 * `kernel.core_pattern` there starts programs outside of any sandbox. bubblewrap 0.8 covers the folder only where it is
 * writable itself, which it never is (measured as root: a confined command changed `kernel.panic`).
 * Throws where the place for it is not found.
 */
export function coverKernelSettings(words: BubblewrapWords): BubblewrapWords {
  const at = optionAt(words, '--proc', '/proc') + 2;
  return [...words.slice(0, at), '--ro-bind', '/proc/sys', '/proc/sys', ...words.slice(at)];
}

/** Shows folders at other places, over what lies there. Throws where the place for it is not found. */
export function showFolders(words: BubblewrapWords, folders: readonly ShownFolder[]): BubblewrapWords {
  // The last of the mounts that the library makes of a policy: ours go over them.
  const at = optionAt(words, '--dev', '/dev');
  const mounts = folders.flatMap(({ source, target, writable = false }) => [
    writable ? '--bind' : '--ro-bind',
    source,
    target,
  ]);
  return [...words.slice(0, at), ...mounts, ...words.slice(at)];
}

/** Where an option with this value begins. What is after `--` is a command, whatever it looks like. */
function optionAt(words: BubblewrapWords, option: string, value: string): number {
  const end = words.indexOf('--');
  const at = words.findIndex((word, index) => index < end && word === option && words[index + 1] === value);
  if (at === -1) throw unknownLine();
  return at;
}

function unknownLine(): Error {
  return new Error('the library made a command line that is not known here');
}
