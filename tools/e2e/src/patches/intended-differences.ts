import type { PatchCase, PatchOutcome } from '@codex-pro/agent/testing';

/**
 * Where our apply_patch and that of the Codex CLI 0.169 part on purpose:
 * - A patch that fails anywhere changes nothing; the CLI's leaves what its earlier hunks did.
 * - Nothing outside the workspace is touched, by whatever path or link; the CLI leaves that to its sandbox.
 * - Nothing that belongs to git, or that the caller locks, is written.
 * - A move of a file onto itself is an update; the CLI's deletes the file.
 * - A deleted file cannot become a folder within the same patch.
 * - Contents are put in place by renaming: a hard link elsewhere keeps the old content; mode and owner stay.
 * - A move keeps the mode of what it replaces; a new file gets that of new files. The CLI does the same.
 * - Patches and files have a largest size, and a patch a largest effort of searching.
 */
export function isIntendedDifference({ patch }: PatchCase): boolean {
  return movesOntoItself.test(patch);
}

/** The others cannot come up in a case that stays in its folder, or show in what is compared. */
const movesOntoItself = /^\*\*\* Update File: (.+)\r?\n\*\*\* Move to: \1\s*$/m;

/** What ours must make of a case, given what the CLI made of it and what was there before. */
export function expectedOutcome(real: PatchOutcome, before: PatchOutcome['files']): object {
  return real.ok ? real : { ok: false, files: before };
}
