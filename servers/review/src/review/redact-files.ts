import type { ChangedFile, Hunk, Snapshot } from '@codex-pro/git';
import { redactSecrets } from '@codex-pro/runtime';

export interface RedactedFile {
  readonly file: ChangedFile;
  /** Lines of the change that held secret-looking strings: new-side numbers, removed lines by their old ones. */
  readonly lines: readonly number[];
}

/**
 * The same file with secret-looking strings replaced; every line keeps its number. All that comes later (pack,
 * anchors, frames) sees only this file: what is not in it cannot leak. The whole new side is looked at, so that a
 * key whose first line is outside the hunk is found as well.
 */
export function redactFile(file: ChangedFile): RedactedFile {
  const safeContent = file.content === null ? null : redacted(file.content);
  const whole: CodeOf = { raw: file.content?.split('\n') ?? [], safe: safeContent?.split('\n') ?? [] };
  const lines = new Set<number>();
  const hunks = file.hunks.map((hunk) => redactHunk(hunk, whole, lines));
  return { file: { ...file, hunks, content: safeContent }, lines: [...lines].sort((a, b) => a - b) };
}

/** Where in a snapshot secrets were replaced. */
export interface ReplacedLines {
  readonly path: string;
  readonly lines: readonly number[];
}

export interface RedactedSnapshot {
  readonly snapshot: Snapshot;
  readonly replaced: readonly ReplacedLines[];
}

/** The same snapshot as it may be kept on disk: no secret-looking string is left in any of its files. */
export function redactSnapshot(snapshot: Snapshot): RedactedSnapshot {
  const files = snapshot.files.map(redactFile);
  return {
    snapshot: { ...snapshot, files: files.map(({ file }) => file) },
    replaced: files.flatMap(({ file, lines }) => (lines.length > 0 ? [{ path: file.path, lines }] : [])),
  };
}

interface CodeOf {
  readonly raw: readonly string[];
  readonly safe: readonly string[];
}

function redactHunk(hunk: Hunk, whole: CodeOf, touched: Set<number>): Hunk {
  const newSide = sideOf(hunk, '+');
  const oldSide = sideOf(hunk, '-');
  let newAt = 0;
  let oldAt = 0;
  const lines = hunk.lines.map((line) => {
    const sign = line.slice(0, 1);
    if (sign === '\\') return line;
    const code = line.slice(1);
    const newNumber = hunk.newStart + newAt;
    const inHunk = sign === '-' ? oldSide.safe[oldAt] : newSide.safe[newAt];
    const inFile = sign !== '-' && whole.raw[newNumber - 1] === code ? whole.safe[newNumber - 1] : undefined;
    // A key's first line may be outside the hunk, so the file knows more than the hunk does.
    const safe = inFile !== undefined && inFile !== code ? inFile : (inHunk ?? redacted(code));
    if (safe !== code) touched.add(sign === '-' ? hunk.oldStart + oldAt : newNumber);
    if (sign !== '-') newAt += 1;
    if (sign !== '+') oldAt += 1;
    return sign + safe;
  });
  const heading = redacted(hunk.heading);
  if (heading !== hunk.heading) touched.add(hunk.newStart);
  return { ...hunk, heading, lines };
}

function sideOf(hunk: Hunk, sign: '+' | '-'): CodeOf {
  const raw = hunk.lines
    .filter((line) => line.startsWith(sign) || line.startsWith(' '))
    .map((line) => line.slice(1));
  const safe = redacted(raw.join('\n')).split('\n');
  return { raw, safe };
}

/** Keeps the number of lines. */
function redacted(text: string): string {
  return redactSecrets(text).text;
}
