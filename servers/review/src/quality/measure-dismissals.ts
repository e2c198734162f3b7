import type { ChangedFile } from '@codex-pro/git';
import { anchorFinding } from '../review/anchor-finding.ts';
import { type Dismissal, withoutDismissed } from '../review/dismissal.ts';
import type { Claim } from '../review/finding.ts';
import { fingerprints } from '../review/fingerprint.ts';
import { mergeClaims } from '../review/merge-claims.ts';
import { addedFile, snapshotOf } from '../review/snapshot-fixture.ts';
import { edited } from './measure-anchors.ts';
import { randomFrom } from './random.ts';
import { seededChange } from './seeded-change.ts';

export interface DismissalFigures {
  readonly dismissed: number;
  /** Of these, in all later reviews together, how often one was reported again. */
  readonly back: number;
  /** Findings of other faults that were left out along with them. */
  readonly lost: number;
}

/**
 * Dismisses half of the findings of generated changes, then reviews them again: as they stand, after the branch was
 * rebased (every line moved), after edits elsewhere in the files, and with reviewers that are further off.
 */
export function measureDismissals(changes: number): DismissalFigures {
  const figures = { dismissed: 0, back: 0, lost: 0 };
  for (let seed = 0; seed < changes; seed += 1) {
    const random = randomFrom(seed + 11_000);
    const { files, claims } = seededChange(seed, 20);
    const found = reported(
      claims.map(({ claim }) => claim),
      files,
      [],
    );
    const prints = fingerprints(found);
    const dismissals = found
      .filter((_, at) => at % 2 === 0)
      .map(
        (finding): Dismissal => ({
          fingerprint: prints.get(finding) ?? '',
          reason: 'It is meant.',
          at: '2026-11-20T10:00:00.000Z',
          job_id: 'rev-aaaa1111',
          finding,
        }),
      );
    const gone = new Set(dismissals.map(({ finding }) => codeOf(finding)));
    figures.dismissed += gone.size;
    const moved = files.map((file) => addedFile(file.path, [...heading(random), ...linesOf(file)]));
    for (const later of [files, moved, files.map((file) => edited(file, random))]) {
      const again = claims.map(({ claim }) => ({
        ...claim,
        title: `Past the end: ${claim.title.toLowerCase()}`,
        confidence: random(),
        line_start: Math.max(1, claim.line_start + Math.round((random() * 2 - 1) * 50)),
      }));
      const standing = new Set(reported(again, later, dismissals).map(codeOf));
      const otherwise = reported(again, later, []).map(codeOf);
      figures.back += [...gone].filter((code) => standing.has(code)).length;
      figures.lost += otherwise.filter((code) => !gone.has(code) && !standing.has(code)).length;
    }
  }
  return figures;
}

function reported(
  claims: readonly Claim[],
  files: readonly ChangedFile[],
  dismissals: readonly Dismissal[],
): Claim[] {
  const snapshot = snapshotOf(files);
  const sourced = claims.flatMap((claim) => {
    const anchored = anchorFinding(claim, snapshot);
    return anchored === null ? [] : [{ anchored, source: 'general', voter: 'general' }];
  });
  return withoutDismissed(mergeClaims(sourced), dismissals).standing.map(({ anchored }) => anchored.finding);
}

/** Every planted fault has code of its own. */
function codeOf({ file, quote }: Claim): string {
  return `${file} ${quote.replace(/\s+/g, '')}`;
}

function linesOf(file: ChangedFile): string[] {
  return file.content?.split('\n').slice(0, -1) ?? [];
}

function heading(random: () => number): string[] {
  return Array.from({ length: 1 + Math.floor(random() * 80) }, (_, at) => `// licence, line ${at}`);
}
