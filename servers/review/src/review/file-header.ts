import type { ChangedFile } from '@codex-pro/git';

/** One line that opens a file in the pack: its path, what happened to it, and what a reviewer must know to read it. */
export function fileHeader(file: ChangedFile): string {
  const facts: string[] = [file.status === 'mode_changed' ? 'mode changed' : file.status.replace('_', ' ')];
  if (file.oldPath !== null && file.oldPath !== file.path) facts.push(`from ${shownPath(file.oldPath)}`);
  if (file.oldMode !== null && file.newMode !== null && file.oldMode !== file.newMode) {
    facts.push(`mode ${file.oldMode} to ${file.newMode}`);
  }
  if (file.special !== null) facts.push(file.special);
  if (file.added > 0 || file.removed > 0) facts.push(`+${file.added} -${file.removed}`);
  if (hasReturns(file)) facts.push('CRLF line ends');
  return `=== ${shownPath(file.path)} (${facts.join(', ')})`;
}

/** A path as text: quoted like a JSON string where a character in it could be read as something else. */
export function shownPath(path: string): string {
  return /^[\p{L}\p{N}\p{M}\p{P}\p{S} ]+$/u.test(path) && !/^["\s]|["\\]|\s$/.test(path)
    ? path
    : JSON.stringify(path);
}

/** True where every line ends in a carriage return: then they are left out of the pack, and said once. */
export function hasReturns(file: ChangedFile): boolean {
  let lines = 0;
  for (const hunk of file.hunks) {
    for (const line of hunk.lines) {
      if (line.startsWith('\\')) continue;
      if (!line.endsWith('\r')) return false;
      lines += 1;
    }
  }
  return lines > 0;
}
