import type { Heading, TextDocument } from './source-document.ts';

/** A line of its own such as `CHAPTER IV. The Storm`, `Part Two` or `Kapitel 3`, after an empty line. */
const chapterLine =
  /(?<=^|\n[ \t]*\n)[ \t]*((?:chapter|part|book|act|canto|letter|kapitel|teil|chapitre|cap[ií]tulo|глава)[ \t]+(?:\d+|[ivxlcdm]+|one|two|three|four|five|six|seven|eight|nine|ten|\p{L}+)\b[^\n]{0,100})(?=\n|$)/giu;

/** Plain text: what looks like the title of a chapter is a heading, and nothing else. */
export function readText(text: string, path: string): TextDocument {
  const headings: Heading[] = [...text.matchAll(chapterLine)].map((match) => ({
    level: 1,
    title: (match[1] ?? '').trim(),
    offset: match.index,
  }));
  return { kind: 'text', path, text, headings };
}
