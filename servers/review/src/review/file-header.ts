import type { ChangedFile } from '@codex-pro/git';
import { hiddenLines } from './hidden-characters.ts';

/** Line numbers that one header names at most. */
const mostNumbers = 10;

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
  const hidden = hiddenLines(file);
  if (hidden.length > 0) {
    const more = hidden.length > mostNumbers ? ' …' : '';
    facts.push(`invisible characters in added lines ${hidden.slice(0, mostNumbers).join(', ')}${more}`);
  }
  return `=== ${shownPath(file.path)} (${facts.join(', ')})`;
}

/** A path as text: quoted like a JSON string where a character in it could be read as something else. */
export function shownPath(path: string): string {
  return /^[\p{L}\p{N}\p{M}\p{P}\p{S} ]+$/u.test(path) && !/^["\s]|["\\]|\s$/.test(path)
    ? path
    : JSON.stringify(path).replace(/\p{Cf}/gu, escaped);
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

/** As JSON writes a character that it may not hold as it is. */
function escaped(character: string): string {
  const units = character.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'));
  return units.map((unit) => `\\u${unit}`).join('');
}
