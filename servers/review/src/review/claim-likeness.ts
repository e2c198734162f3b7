import { drawersOf } from './defect-words.ts';
import type { Claim } from './finding.ts';

/** What is compared of a claim; made once for each. */
export interface ClaimTraits {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly category: string;
  readonly quote: string;
  readonly words: ReadonlyMap<string, number>;
  readonly length: number;
}

const titleWeight = 2;
const bodyWeight = 1;
const drawerWeight = 2;

export function traitsOf(claim: Claim): ClaimTraits {
  const code = new Set(wordsOf(claim.quote));
  const words = new Map<string, number>();
  const add = (word: string, weight: number): void => {
    words.set(word, Math.max(words.get(word) ?? 0, weight));
  };
  for (const [text, weight] of [
    [claim.body, bodyWeight],
    [claim.title, titleWeight],
  ] as const) {
    for (const word of wordsOf(text)) {
      for (const drawer of drawersOf(word)) add(`#${drawer}`, drawerWeight);
      // Names from the quoted code say where the fault is, which the lines say better.
      if (!code.has(word)) add(stem(word), weight);
    }
  }
  let square = 0;
  for (const weight of words.values()) square += weight * weight;
  return {
    file: claim.file,
    start: claim.line_start,
    end: claim.line_end,
    category: claim.category,
    quote: claim.quote.replace(/\s+/g, ''),
    words,
    length: Math.sqrt(square),
  };
}

/** How much place, words and category count. Chosen on one half of the paraphrases in quality/, measured on the other. */
const shares = { place: 0.5, words: 0.42, category: 0.08 } as const;
/** Paraphrases of one fault seldom share more than this cosine. */
const fullWords = 0.45;

/** 0 to 1: how likely two claims are about the same fault. 0 in different files. */
export function likeness(a: ClaimTraits, b: ClaimTraits): number {
  if (a.file !== b.file) return 0;
  const place = placeLikeness(a, b);
  if (place === 0) return 0;
  const words = Math.min(1, cosine(a, b) / fullWords);
  return shares.place * place + shares.words * words + (a.category === b.category ? shares.category : 0);
}

/** Lines that lie further apart than this are of two places. */
const nearLines = 5;

function placeLikeness(a: ClaimTraits, b: ClaimTraits): number {
  if (a.start === b.start && a.end === b.end) return 1;
  const overlap = Math.min(a.end, b.end) - Math.max(a.start, b.start) + 1;
  if (overlap > 0) return 0.9;
  const gap = 1 - overlap;
  return gap > nearLines ? 0 : 0.8 - gap * 0.08;
}

function cosine(a: ClaimTraits, b: ClaimTraits): number {
  // Two that say nothing beyond the code they quote say the same.
  if (a.length === 0 || b.length === 0) return a.length === b.length ? 1 : 0;
  let product = 0;
  for (const [word, weight] of a.words) product += weight * (b.words.get(word) ?? 0);
  return product / (a.length * b.length);
}

const stopWords = new Set(
  'the and that this with from for are not but when then than its into only will would can could should may might has have had does did was were been being which where while what who whom there here each every all any some more most such very just also still even both either one two new now code line lines change changes changed function method value values call calls called calling case cases use uses used using make makes made return returns returned result results because before after between through about over under same other another you they them their his her our your instead'.split(
    ' ',
  ),
);

/** Words in small letters, names taken apart at their humps. */
function wordsOf(text: string): string[] {
  const words = text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu);
  return (words ?? []).filter((word) => word.length > 2 && !stopWords.has(word));
}

function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?:ations?|ings?|ies|ed|es|ly|s|e)$/, '') : word;
}
