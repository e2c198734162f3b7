import type { Snapshot } from '@codex-pro/git';
import { cleanText } from '@codex-pro/runtime';
import { type AnchoredFinding, anchorFinding } from './anchor-finding.ts';
import type { Claim } from './finding.ts';

const maxTitleBytes = 200;
const maxBodyBytes = 6_000;

export interface AnchoredFindings {
  readonly anchored: readonly AnchoredFinding[];
  /** Claims whose code is nowhere in the change or its file. */
  readonly unanchored: readonly Claim[];
}

/** Ties each finding to its lines, and makes the prose safe to show: control characters out, lengths bounded. */
export function anchorAll(findings: readonly Claim[], snapshot: Snapshot): AnchoredFindings {
  const anchored: AnchoredFinding[] = [];
  const unanchored: Claim[] = [];
  for (const finding of findings) {
    const safe = {
      ...finding,
      title: titleOf(finding),
      body: cleanText(finding.body.trim(), maxBodyBytes),
      category: cleanText(finding.category.replace(/\s+/g, ' ').trim(), 40),
    };
    const found = anchorFinding(safe, snapshot);
    if (found === null) unanchored.push(safe);
    else anchored.push(found);
  }
  return { anchored, unanchored };
}

/** A claim without a title goes by the first words of its body. */
function titleOf({ title, body }: Claim): string {
  const [said] = [title, body]
    .map((text) => cleanText(text.replace(/\s+/g, ' ').trim(), maxTitleBytes))
    .filter(Boolean);
  return said ?? 'A claim without a title';
}
