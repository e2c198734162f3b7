import type { Snapshot } from '@codex-pro/git';
import type { AnchoredFinding } from './anchor-finding.ts';
import { type Edit, unifiedDiff } from './unified-diff.ts';

/** Whether `git apply --check` takes a patch of a file with this text. */
export type CheckPatch = (file: {
  readonly path: string;
  readonly content: string;
  readonly patch: string;
}) => Promise<boolean>;

export interface OfferedPatch {
  readonly path: string;
  readonly content: string;
  readonly edit: Edit;
  readonly patch: string;
}

/**
 * The patch of a finding's replacement; null where there is none to offer: no
 * replacement, no text, a quote of less than whole lines, lines with a secret that was taken out, or a patch that git
 * refuses.
 */
export async function offerPatch(
  anchored: AnchoredFinding,
  snapshot: Snapshot,
  check: CheckPatch,
): Promise<OfferedPatch | null> {
  const { finding, removed } = anchored;
  const { replacement } = finding;
  if (replacement === null || removed !== null) return null;
  const file = snapshot.files.find(({ path }) => path === finding.file);
  if (file === undefined || file.content === null || file.special !== null) return null;
  const { content } = file;
  const lines = content.split('\n').slice(finding.line_start - 1, finding.line_end);
  if (lines.length !== finding.line_end - finding.line_start + 1 || !isWhole(finding.quote, lines))
    return null;
  const edit = {
    start: finding.line_start,
    end: finding.line_end,
    lines: replacement === '' ? [] : indented(replacement, finding.quote, lines).split('\n'),
  };
  const patch = unifiedDiff(file.path, content, [edit]);
  // A secret was replaced among these lines: the file on disk has others, and the patch would not fit there.
  if (patch.includes('[redacted:')) return null;
  // Not UTF-8: the bytes on disk are not those of the patch.
  const body = patch.slice(patch.indexOf('@@'));
  if (/\P{ASCII}/u.test(body) && file.size !== Buffer.byteLength(content)) return null;
  return (await check({ path: file.path, content, patch }))
    ? { path: file.path, content, edit, patch }
    : null;
}

/** The replacement as the patch makes it, indented; null where no patch is offered: what does not apply is not suggested. */
export function offeredReplacement(patch: OfferedPatch | null): string | null {
  return patch === null ? null : patch.edit.lines.join('\n');
}

/** A replacement stands for whole lines; for a part of one it would take away the rest. */
function isWhole(quote: string, lines: readonly string[]): boolean {
  return squeezed(quote) === squeezed(lines.join('\n'));
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '');
}

/** Where the model left out the indentation of its quote, it left it out of the replacement as well. */
function indented(replacement: string, quote: string, lines: readonly string[]): string {
  const [indent = ''] = /^[ \t]*/.exec(lines[0] ?? '') ?? [];
  if (indent === '' || /^[ \t]/.test(quote) || /^[ \t]/.test(replacement)) return replacement;
  return replacement
    .split('\n')
    .map((line, index) => (line === '' || (index > 0 && line.startsWith(indent)) ? line : indent + line))
    .join('\n');
}

/**
 * All patches as one, file by file; of two that touch the same lines the first counts. Empty where there is none.
 */
export async function combinePatches(patches: readonly OfferedPatch[], check: CheckPatch): Promise<string> {
  const files = [...Map.groupBy(patches, ({ path }) => path)];
  const combined = await Promise.all(
    files.map(async ([path, own]) => {
      const content = own[0]?.content ?? '';
      const edits: Edit[] = [];
      for (const { edit } of own) {
        if (edits.every((other) => edit.end < other.start || edit.start > other.end)) edits.push(edit);
      }
      const patch = unifiedDiff(path, content, edits);
      return (await check({ path, content, patch })) ? patch : '';
    }),
  );
  return combined.join('');
}
