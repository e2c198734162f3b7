/** A hunk before its lines are decoded: the numbers of its header, and where its lines lie in the patch. */
export interface HunkSpan {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly heading: Buffer;
  /** First byte of the first line, and the byte after the last. */
  readonly start: number;
  readonly end: number;
}

/** What a patch says of one file, or of one half of it where its type changed. */
export interface PatchSection {
  /** `diff --git a/… b/…`, without the line end. Only ever compared, never taken apart. */
  readonly header: Buffer;
  readonly hunks: readonly HunkSpan[];
}

export interface Patch {
  readonly sections: readonly PatchSection[];
  /** False where the patch ends inside its last section, which is then left out. */
  readonly whole: boolean;
}

const newline = 0x0a;
const sectionStart = Buffer.from('diff --git ');
const hunkStart = Buffer.from('@@ -');
const hunkHeader = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/s;

/**
 * Splits the output of `git diff -p` from `from` on. The lines of a hunk are taken by the counts of its header, so text
 * that looks like a header is only text. `cut`: the output may end anywhere, and the last section is doubtful.
 */
export function parsePatch(patch: Buffer, from: number, cut: boolean): Patch {
  const sections: { header: Buffer; hunks: HunkSpan[] }[] = [];
  let at = from;
  let whole = !cut;
  while (at < patch.length) {
    const end = lineEnd(patch, at);
    if (startsWith(patch, at, sectionStart)) {
      sections.push({ header: patch.subarray(at, end), hunks: [] });
      at = end + 1;
    } else if (startsWith(patch, at, hunkStart)) {
      const hunk = readHunk(patch, at, end);
      if (hunk === null) {
        whole = false;
        break;
      }
      sections.at(-1)?.hunks.push(hunk);
      at = hunk.end;
    } else {
      // Modes, similarity, object ids, `---`, `+++`, `Binary files …`, `* Unmerged path …`: the lists have said it all.
      at = end + 1;
    }
  }
  if (!whole) sections.pop();
  return { sections, whole };
}

function readHunk(patch: Buffer, at: number, headerEnd: number): HunkSpan | null {
  const match = hunkHeader.exec(patch.subarray(at, headerEnd).toString('latin1'));
  if (match === null) return null;
  const [, oldStart = '', oldCount = '1', newStart = '', newCount = '1', heading = ''] = match;
  let oldLeft = Number(oldCount);
  let newLeft = Number(newCount);
  let next = headerEnd + 1;
  while (oldLeft > 0 || newLeft > 0) {
    if (next >= patch.length) return null;
    const mark = patch[next];
    // An empty line is a blank context line without its space (`diff.suppressBlankEmpty`).
    if (mark === 0x20 || mark === newline) {
      oldLeft -= 1;
      newLeft -= 1;
    } else if (mark === 0x2d) oldLeft -= 1;
    else if (mark === 0x2b) newLeft -= 1;
    next = lineEnd(patch, next) + 1;
  }
  // `\ No newline at end of file` is counted by neither side.
  if (patch[next] === 0x5c) next = lineEnd(patch, next) + 1;
  return {
    oldStart: Number(oldStart),
    oldLines: Number(oldCount),
    newStart: Number(newStart),
    newLines: Number(newCount),
    heading: Buffer.from(heading, 'latin1'),
    start: headerEnd + 1,
    end: Math.min(next, patch.length),
  };
}

function lineEnd(patch: Buffer, at: number): number {
  const end = patch.indexOf(newline, at);
  return end === -1 ? patch.length : end;
}

function startsWith(patch: Buffer, at: number, prefix: Buffer): boolean {
  return patch.compare(prefix, 0, prefix.length, at, Math.min(at + prefix.length, patch.length)) === 0;
}
