import type { ChangedFile } from '@codex-pro/git';
import { anchorFinding } from '../review/anchor-finding.ts';
import { fingerprint } from '../review/fingerprint.ts';
import { addedFile, snapshotOf } from '../review/snapshot-fixture.ts';
import { randomFrom } from './random.ts';
import { hallucination, seededChange } from './seeded-change.ts';

/** The share of claims that are tied to their exact line though the number is off by up to `drift`. */
export function exactAnchors(changes: number, drift: number): number {
  let exact = 0;
  let all = 0;
  for (let seed = 0; seed < changes; seed += 1) {
    const { files, claims } = seededChange(seed, drift);
    const snapshot = snapshotOf(files);
    for (const { claim, file, line } of claims) {
      const found = anchorFinding(claim, snapshot)?.finding;
      all += 1;
      if (found?.file === file && found.line_start === line && found.line_end === line) exact += 1;
    }
  }
  return exact / all;
}

/** How many of so many made-up claims are tied to code. */
export function falseAnchors(claims: number): number {
  let tied = 0;
  for (let seed = 0; seed < claims; seed += 1) {
    const snapshot = snapshotOf(seededChange(seed % 50, 0).files);
    if (anchorFinding(hallucination(seed), snapshot) !== null) tied += 1;
  }
  return tied;
}

/** The share of findings that keep their fingerprint when the file is edited elsewhere and their lines move. */
export function stableFingerprints(changes: number): number {
  let stable = 0;
  let all = 0;
  for (let seed = 0; seed < changes; seed += 1) {
    const random = randomFrom(seed + 7_000);
    const { files, claims } = seededChange(seed, 50);
    const before = snapshotOf(files);
    const rebased = files.map((file) => edited(file, random));
    const after = snapshotOf(rebased);
    for (const { claim } of claims) {
      const one = anchorFinding(claim, before)?.finding;
      const two = anchorFinding(
        { ...claim, title: 'In other words', line_start: claim.line_start + 9 },
        after,
      );
      all += 1;
      if (one !== undefined && two !== null && fingerprint(one) === fingerprint(two.finding)) stable += 1;
    }
  }
  return stable / all;
}

/** The same file after edits elsewhere: lines are added, removed and touched, but not those of the claims. */
export function edited(file: ChangedFile, random: () => number): ChangedFile {
  const lines = file.content?.split('\n').slice(0, -1) ?? [];
  const after = lines.flatMap((line) => {
    const roll = random();
    if (line.includes('process')) return [line];
    if (roll < 0.1) return [line, `    // added at ${Math.floor(random() * 1e6)}`];
    return roll < 0.15 ? [] : roll < 0.2 ? [`${line} // touched`] : [line];
  });
  return addedFile(file.path, after);
}
