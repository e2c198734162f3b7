import { type Draft, noLines } from './draft.ts';
import { omissions } from './omissions.ts';
import { readHeader } from './patch-header.ts';
import { type PatchSection, parsePatch } from './patch-sections.ts';
import { looksSecret } from './secret-names.ts';
import type { ChangeStatus } from './snapshot.ts';

/**
 * The files of a patch that comes without git's lists beside it. `head` is the commit of its new side where this clone
 * has it. A section whose names cannot be read is a bug of whoever wrote the patch, and throws.
 */
export function draftsOfPatch(patch: Buffer, head: string | null): readonly Draft[] {
  const { sections } = parsePatch(patch, 0, false);
  return sections.map((section, index) => draftOf(section, patch, sections[index + 1], head));
}

function draftOf(
  section: PatchSection,
  patch: Buffer,
  next: PatchSection | undefined,
  head: string | null,
): Draft {
  const start = section.header.byteOffset - patch.byteOffset;
  const end =
    section.hunks[0]?.start ??
    (next === undefined ? patch.length : next.header.byteOffset - patch.byteOffset);
  const header = readHeader(patch.subarray(start, end));
  const { path, oldPath, oldMode, newMode, binary } = header;
  const name = path.toString('utf8');
  const secret = looksSecret(name) || (oldPath !== null && looksSecret(oldPath.toString('utf8')));
  const marks = countMarks(section, patch);
  return {
    path,
    oldPath,
    status: statusOf(header, section.hunks.length > 0 || binary),
    oldMode,
    newMode,
    binary: binary && section.hunks.length === 0,
    ...marks,
    newId: head === null || newMode === null || name.includes('\n') ? null : `${head}:${name}`,
    size: null,
    lines: section.hunks.length === 0 ? noLines : { kind: 'patch', patch, spans: section.hunks },
    omitted: secret ? omissions.secret(name) : null,
  };
}

function statusOf(header: ReturnType<typeof readHeader>, hasText: boolean): ChangeStatus {
  if (header.oldMode === null) return 'added';
  if (header.newMode === null) return 'deleted';
  if (header.moved !== null) return header.moved;
  return header.oldMode !== header.newMode && !hasText ? 'mode_changed' : 'modified';
}

/** Added and removed lines, by their marks. */
function countMarks({ hunks }: PatchSection, patch: Buffer): { added: number; removed: number } {
  let added = 0;
  let removed = 0;
  for (const { start, end } of hunks) {
    for (let at = start; at < end; ) {
      if (patch[at] === 0x2b) added += 1;
      else if (patch[at] === 0x2d) removed += 1;
      const lineEnd = patch.indexOf(0x0a, at);
      at = lineEnd === -1 ? end : lineEnd + 1;
    }
  }
  return { added, removed };
}
