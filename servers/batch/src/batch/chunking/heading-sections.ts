import type { TextDocument } from '../../source/source-document.ts';

export interface Section {
  readonly title: string;
  readonly text: string;
}

/**
 * Cuts a text at its headings down to a level. What stands before the first of them is a section without a title;
 * a heading with nothing under it but the next goes with that next one.
 */
export function headingSections({ text, headings }: TextDocument, level: number): Section[] {
  const cuts = headings.filter((heading) => heading.level <= level);
  const [first] = cuts;
  const opening = text.slice(0, first?.offset ?? text.length);
  const sections: Section[] = opening.trim() === '' ? [] : [{ title: '', text: opening }];
  let waiting = opening.trim() === '' ? opening : '';
  for (const [at, { title, offset }] of cuts.entries()) {
    const part = text.slice(offset, cuts[at + 1]?.offset ?? text.length);
    const last = at === cuts.length - 1;
    if (!last && isOnlyHeading(part)) waiting += part;
    else {
      sections.push({ title, text: waiting + part });
      waiting = '';
    }
  }
  return sections;
}

/** One line, or two where the second underlines the first. */
function isOnlyHeading(part: string): boolean {
  const lines = part.split('\n').filter((line) => line.trim() !== '');
  return lines.length === 1 || (lines.length === 2 && /^\s*(=+|-+)\s*$/.test(lines[1] ?? ''));
}

/** The level whose headings divide the text: the highest with at least two; null where there is none. */
export function dividingLevel({ headings }: TextDocument): number | null {
  const counts = new Map<number, number>();
  for (const { level } of headings) counts.set(level, (counts.get(level) ?? 0) + 1);
  const levels = [...counts].filter(([, count]) => count > 1).map(([level]) => level);
  return levels.length === 0 ? null : Math.min(...levels);
}

const chapterTitle = /^\W*(chapter|part|book|kapitel|chapitre|cap[ií]tulo|глава|\d+\.?\s|[ivxlc]+\.\s)/iu;

/** The level of what calls itself a chapter, else the dividing level. */
export function chapterLevel(document: TextDocument): number | null {
  const named = document.headings.filter(({ title }) => chapterTitle.test(title)).map(({ level }) => level);
  const levels = [...new Set(named)].filter((level) => named.filter((each) => each === level).length > 1);
  return levels.length === 0 ? dividingLevel(document) : Math.min(...levels);
}
