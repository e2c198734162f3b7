/** First words of `not_done` that say: this should have been looked at and was not, or not by everybody. */
const words = /^(?:over_budget|too_large|unreadable|unmerged|stopped|role_failed)\b/;
/** Changes of another repository: they stand against an approval, and are told once. */
const elsewhere = /^submodule\b/;
/** A claim of weight whose code was not found: nothing that is shown, and no approval either. */
const lostClaim = /^unanchored:.*\bP[0-2]\b/;

/** Whether something of the change was not reviewed. */
export function isUnreviewed({ why }: { readonly why: string }): boolean {
  return words.test(why);
}

/** Whether an entry of `not_done` stands against an approval. */
export function isGap(entry: { readonly why: string }): boolean {
  return isUnreviewed(entry) || elsewhere.test(entry.why) || lostClaim.test(entry.why);
}
