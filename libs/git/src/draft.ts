import type { HunkSpan } from './patch-sections.ts';
import type { ChangeStatus, Omission } from './snapshot.ts';

/** A changed file on its way into the snapshot: paths still as bytes, lines not yet decoded. */
export interface Draft {
  readonly path: Buffer;
  readonly oldPath: Buffer | null;
  readonly status: ChangeStatus;
  readonly oldMode: string | null;
  readonly newMode: string | null;
  readonly binary: boolean;
  readonly added: number;
  readonly removed: number;
  /** Id of the new side where it is an object of git. */
  readonly newId: string | null;
  /** Bytes of the new side, where that is known already. */
  readonly size: number | null;
  readonly lines: DraftLines;
  readonly omitted: Omission | null;
}

export type DraftLines =
  | { readonly kind: 'patch'; readonly patch: Buffer; readonly spans: readonly HunkSpan[] }
  /** All of the new side, as it lies on disk. */
  | { readonly kind: 'whole'; readonly bytes: Buffer };

export const noLines: DraftLines = { kind: 'patch', patch: Buffer.alloc(0), spans: [] };

export const submoduleMode = '160000';
export const symlinkMode = '120000';

/** What a mode says of a file that is not one of code; either side counts. */
export function specialOf({
  oldMode,
  newMode,
}: Pick<Draft, 'oldMode' | 'newMode'>): 'submodule' | 'symlink' | null {
  if (newMode === submoduleMode || oldMode === submoduleMode) return 'submodule';
  if (newMode === symlinkMode || (newMode === null && oldMode === symlinkMode)) return 'symlink';
  return null;
}

/** Bytes of the lines of a draft. */
export function weightOf(draft: Draft): number {
  if (draft.lines.kind === 'whole') return draft.lines.bytes.length;
  return draft.lines.spans.reduce((sum, span) => sum + span.end - span.start, 0);
}
