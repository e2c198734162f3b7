import type { latexParser } from 'latex-utensils';
import type { Heading, TextDocument } from './source-document.ts';

/** Sectioning commands of the standard classes. A part divides a book as its chapters do. */
const levels: Readonly<Record<string, number>> = {
  part: 1,
  chapter: 1,
  section: 2,
  subsection: 3,
  subsubsection: 4,
  paragraph: 5,
};

const begin = '\\begin{document}';

/**
 * LaTeX as it stands, from `\begin{document}` on where it has one: the preamble is nothing to work on. Headings in
 * comments and verbatim do not count.
 */
export async function readLatex(source: string, path: string): Promise<TextDocument> {
  const text = bodyOf(source);
  return { kind: 'text', path, text, headings: await headingsOf(text) };
}

function bodyOf(source: string): string {
  const from = source.indexOf(begin);
  if (from === -1) return source;
  const end = source.lastIndexOf('\\end{document}');
  return source.slice(from + begin.length, end === -1 ? undefined : end);
}

async function headingsOf(text: string): Promise<Heading[]> {
  // CommonJS: bundled or not, what it exports is the default.
  const { default: utensils } = await import('latex-utensils');
  const { latexParser: parser } = utensils;
  let root: latexParser.LatexAst;
  try {
    root = parser.parse(text);
  } catch {
    // A file that is one part of a document need not parse by itself: its lines tell what they can.
    return headingLines(text);
  }
  const headings: Heading[] = [];
  const walk = (node: latexParser.Node): void => {
    if (parser.isCommand(node)) {
      const level = levels[node.name.replace(/\*$/, '')];
      if (level !== undefined) {
        const group = node.args.findLast((each) => parser.isGroup(each));
        const title = group === undefined ? '' : parser.stringify(group).replaceAll(/^\{|\}$/g, '');
        headings.push({ level, title: plainTitle(title), offset: node.location.start.offset });
      }
    }
    if (parser.hasContentArray(node)) for (const inner of node.content) walk(inner);
  };
  if (parser.isAstRoot(root)) for (const node of root.content) walk(node);
  return headings;
}

const verbatim = /\\begin\{(verbatim\*?|lstlisting|minted|comment)\}[\s\S]*?\\end\{\1\}/g;
const headingLine =
  /^[ \t]*\\(part|chapter|section|subsection|subsubsection|paragraph)\*?(?:\[[^\]\n]*\])?\{(.*)\}/gm;

/** Sectioning commands that begin a line, outside of verbatim. */
function headingLines(text: string): Heading[] {
  const plain = text.replaceAll(verbatim, (whole) => whole.replaceAll(/[^\n]/g, ' '));
  return Array.from(plain.matchAll(headingLine), ({ 1: name = '', 2: title = '', index }) => ({
    level: levels[name] ?? 1,
    title: plainTitle(title),
    offset: index,
  }));
}

/** Commands around words go, the words stay. */
function plainTitle(title: string): string {
  return title
    .replaceAll(/\\[a-zA-Z]+\*?|[{}$~]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
