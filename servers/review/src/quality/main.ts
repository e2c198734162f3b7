import { exactAnchors, falseAnchors, stableFingerprints } from './measure-anchors.ts';
import { chosenBy, meanScore, measuredOn } from './measure-clustering.ts';
import { measureDismissals } from './measure-dismissals.ts';
import { measurePatches } from './measure-patches.ts';
import { measureTokens } from './measure-tokens.ts';

/** Prints the figures of quality, each beside its bound. Run by `npm run bench -- review-quality`. */
const row = (name: string, figure: string, bound: string): void => {
  process.stdout.write(`  ${name.padEnd(58)} ${figure.padStart(9)}   ${bound}\n`);
};
const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

row('anchors on the exact line, numbers off by up to 50', percent(exactAnchors(100, 50)), 'at least 99 %');
row('made-up claims tied to code, of 1,000', String(falseAnchors(1_000)), '0');
const measured = meanScore(measuredOn, 200);
const chosen = meanScore(chosenBy, 200);
row('clustering, pairwise F1 (hand-written paraphrases, held out)', measured.f1.toFixed(3), 'at least 0.80');
row('clustering, purity (the same)', measured.purity.toFixed(3), 'at least 0.95');
row('clustering, F1 on those the likeness was chosen by', chosen.f1.toFixed(3), '');
row('fingerprints kept under rebase and unrelated edits', percent(stableFingerprints(100)), 'at least 98 %');
const dismissals = measureDismissals(100);
row(
  `dismissed findings reported again, of ${dismissals.dismissed} in 3 later reviews`,
  String(dismissals.back),
  '0',
);
row('others left out along with them', String(dismissals.lost), '0');
const patches = await measurePatches(300);
row('suggested replacements that are offered as patches', percent(patches.offered / patches.suggested), '');
row(
  'offered patches that apply and do what was suggested',
  percent(patches.right / patches.offered),
  '100 %',
);
const tokens = await measureTokens(10);
row('tokens foretold by a dry run, mean error', percent(tokens.dryRun), 'at most 2 %');
row('tokens by the quick estimate, mean error', percent(tokens.estimate), '');
