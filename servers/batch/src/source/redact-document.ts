import { redactSecrets } from '@codex-pro/runtime';
import type { Row, SourceDocument, TextDocument } from './source-document.ts';

export interface RedactedDocument {
  readonly document: SourceDocument;
  /** The lines, pages or rows that held secret-looking strings, from 1, each once. */
  readonly places: readonly number[];
}

/** The same document with secret-looking strings replaced: what is cut from it later cannot leak them. */
export function redactDocument(document: SourceDocument): RedactedDocument {
  if (document.kind === 'text') return redactText(document);
  if (document.kind === 'pages') {
    const pages = document.pages.map((page) => redactSecrets(page));
    return {
      document: { ...document, pages: pages.map(({ text }) => text) },
      places: pages.flatMap(({ found }, at) => (found.length > 0 ? [at + 1] : [])),
    };
  }
  const rows = document.rows.map(redactRow);
  return {
    document: { ...document, rows },
    places: rows.flatMap((row, at) => (row === document.rows[at] ? [] : [row.number])),
  };
}

function redactText(document: TextDocument): RedactedDocument {
  const { text, found } = redactSecrets(document.text);
  if (found.length === 0) return { document, places: [] };
  const before = lineStarts(document.text);
  const after = lineStarts(text);
  // Replacing keeps the number of lines, so a heading stays on its own. They come in the order of the text.
  let line = 0;
  const headings = document.headings.map(({ level, title, offset }) => {
    while ((before[line + 1] ?? Number.POSITIVE_INFINITY) <= offset) line += 1;
    const column = offset - (before[line] ?? 0);
    const end = after[line + 1] ?? text.length;
    return {
      level,
      title: redactSecrets(title).text,
      offset: Math.min((after[line] ?? 0) + column, end),
    };
  });
  return { document: { ...document, text, headings }, places: [...new Set(found.map(({ line }) => line))] };
}

function lineStarts(text: string): number[] {
  return [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
}

/** The same row where nothing was found. The name of a column says what its values are: it is looked at with them. */
function redactRow(row: Row): Row {
  let touched = false;
  const fields = Object.entries(row.fields).map(([name, value]) => {
    const alone = redactSecrets(value);
    const named = redactSecrets(`${name}: "${alone.text}"`).text;
    const head = `${name}: "`;
    const safe = named.startsWith(head) && named.endsWith('"') ? named.slice(head.length, -1) : alone.text;
    touched ||= safe !== value;
    return [name, safe] as const;
  });
  return touched ? { number: row.number, fields: Object.fromEntries(fields) } : row;
}
