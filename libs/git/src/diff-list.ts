/** One line of `git diff --raw -z --no-abbrev`, with what `--numstat` said of it. Paths are bytes, as git keeps them. */
export interface DiffEntry {
  /** `A` `C` `D` `M` `R` `T` `U` or `X`. */
  readonly letter: string;
  readonly oldMode: string | null;
  readonly newMode: string | null;
  readonly oldId: string | null;
  /** Null where there is none, and where git did not compute it (a changed file of the working tree). */
  readonly newId: string | null;
  readonly path: Buffer;
  /** The old name of a rename or a copy. */
  readonly oldPath: Buffer | null;
  /** Null where git finds no difference in the text: the file was touched, or only its mode or name changed. */
  readonly counts: { readonly added: number; readonly removed: number } | 'binary' | null;
}

export interface DiffList {
  readonly entries: readonly DiffEntry[];
  /** Where the patch begins. */
  readonly end: number;
}

const colon = 0x3a;
const absent = /^0+$/;

/**
 * Reads the lists that come before the patch in the output of `--raw --numstat -z -p` (git-diff, «Raw output format»
 * and «Other diff formats»). Null where the output was cut inside them.
 */
export function parseDiffList(output: Buffer): DiffList | null {
  let at = 0;
  const field = (): Buffer | null => {
    const end = output.indexOf(0, at);
    if (end === -1) return null;
    const bytes = output.subarray(at, end);
    at = end + 1;
    return bytes;
  };

  const raw: Omit<DiffEntry, 'counts'>[] = [];
  while (output[at] === colon) {
    const head = field();
    const first = field();
    if (head === null || first === null) return null;
    const [oldMode = '', newMode = '', oldId = '', newId = '', status = ''] = head
      .toString('latin1')
      .slice(1)
      .split(' ');
    const letter = status.slice(0, 1);
    const second = letter === 'R' || letter === 'C' ? field() : first;
    if (second === null) return null;
    raw.push({
      letter,
      oldMode: presentOrNull(oldMode),
      newMode: presentOrNull(newMode),
      oldId: presentOrNull(oldId),
      newId: presentOrNull(newId),
      path: second,
      oldPath: second === first ? null : first,
    });
  }

  const counts = new Map<string, DiffEntry['counts']>();
  while (at < output.length && output[at] !== 0 && startsCount(output[at])) {
    const record = field();
    if (record === null) return null;
    const [, added = '', removed = '', path = ''] =
      /^([^\t]*)\t([^\t]*)\t(.*)$/s.exec(record.toString('latin1')) ?? [];
    const renamed = path === '' ? [field(), field()] : null;
    const key = renamed === null ? path : renamed[1]?.toString('latin1');
    if (key === undefined) return null;
    counts.set(key, added === '-' ? 'binary' : { added: Number(added), removed: Number(removed) });
  }
  // A NUL parts the lists from the patch.
  if (output[at] === 0) at += 1;
  return {
    entries: raw.map((entry) => ({ ...entry, counts: counts.get(entry.path.toString('latin1')) ?? null })),
    end: at,
  };
}

function presentOrNull(text: string): string | null {
  return absent.test(text) ? null : text;
}

/** A digit, or the `-` of a binary file. */
function startsCount(byte: number | undefined): boolean {
  return byte === 0x2d || (byte !== undefined && byte >= 0x30 && byte <= 0x39);
}
