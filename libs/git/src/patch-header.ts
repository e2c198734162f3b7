/** What the lines of a patch before the first hunk of a file say of it (`git help diff-format`). */
export interface PatchHeader {
  readonly path: Buffer;
  /** Set where the file was renamed or copied. */
  readonly oldPath: Buffer | null;
  /** Null for a file that the patch adds. */
  readonly oldMode: string | null;
  /** Null for a file that the patch removes. */
  readonly newMode: string | null;
  readonly moved: 'renamed' | 'copied' | null;
  readonly binary: boolean;
}

const usualMode = '100644';

/**
 * Reads the header of one section: from `diff --git` up to its first hunk. Names are taken where they stand alone
 * (`rename to`, `+++`), and from the first line only where nothing else has them. Throws where there is no name.
 */
export function readHeader(section: Buffer): PatchHeader {
  // Latin-1 keeps every byte of a name.
  const lines = section.toString('latin1').split('\n');
  const after = (word: string) => lines.find((line) => line.startsWith(word))?.slice(word.length);
  const moved =
    after('rename to ') !== undefined ? 'renamed' : after('copy to ') !== undefined ? 'copied' : null;
  const added = after('new file mode ');
  const removed = after('deleted file mode ');
  const [, sameMode] = /^index \S+ (\d{6})$/m.exec(lines.join('\n')) ?? [];
  const [both] = namesIn(lines[0] ?? '');
  const old = after('rename from ') ?? after('copy from ') ?? sideOf(after('--- '), 'a/');
  const now = after('rename to ') ?? after('copy to ') ?? sideOf(after('+++ '), 'b/');
  const path = unquoted(now ?? old ?? both ?? '');
  if (path.length === 0)
    throw new Error(`A section of the patch names no file: ${(lines[0] ?? '').slice(0, 200)}`);
  return {
    path,
    oldPath: moved === null ? null : unquoted(old ?? ''),
    oldMode: added === undefined ? (removed ?? after('old mode ') ?? sameMode ?? usualMode) : null,
    newMode: removed === undefined ? (added ?? after('new mode ') ?? sameMode ?? usualMode) : null,
    moved,
    binary: lines.some((line) => line === 'GIT binary patch' || /^Binary files .* differ$/.test(line)),
  };
}

/** `--- a/x` has a tab after a name with spaces; `/dev/null` is no name. */
function sideOf(name: string | undefined, prefix: 'a/' | 'b/'): string | undefined {
  if (name === undefined || name === '/dev/null') return undefined;
  const bare = name.replace(/\t$/, '');
  if (bare.startsWith('"'))
    return bare.startsWith(`"${prefix}`) ? `"${bare.slice(1 + prefix.length)}` : undefined;
  return bare.startsWith(prefix) ? bare.slice(prefix.length) : undefined;
}

/** The one name of `diff --git a/x b/x`, where both sides have the same. */
function namesIn(line: string): [string] | [] {
  const names = line.slice('diff --git '.length);
  const half = (names.length - 1) / 2;
  const left = sideOf(names.slice(0, half), 'a/');
  const right = sideOf(names.slice(half + 1), 'b/');
  return left !== undefined && left === right ? [left] : [];
}

const escapes: ReadonlyMap<string, number> = new Map([
  ['a', 0x07],
  ['b', 0x08],
  ['t', 0x09],
  ['n', 0x0a],
  ['v', 0x0b],
  ['f', 0x0c],
  ['r', 0x0d],
]);

/** A name as bytes; between quotes it is written in C style. */
function unquoted(name: string): Buffer {
  if (!name.startsWith('"') || !name.endsWith('"') || name.length < 2) return Buffer.from(name, 'latin1');
  const bare = name.slice(1, -1).replace(/\\([0-7]{3}|.)/g, (_, code: string) => {
    const byte = /^[0-7]{3}$/.test(code) ? Number.parseInt(code, 8) & 0xff : escapes.get(code);
    return byte === undefined ? code : String.fromCharCode(byte);
  });
  return Buffer.from(bare, 'latin1');
}
