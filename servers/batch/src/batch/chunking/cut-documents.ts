import { basename, extname } from 'node:path';
import { estimateTokens } from '@codex-pro/codex';
import { InputError } from '@codex-pro/runtime';
import type { PagedDocument, SourceDocument, Table, TextDocument } from '../../source/source-document.ts';
import { type Chunk, type Piece, toChunks } from '../chunk.ts';
import type { ChunkingOptions } from './chunk-by.ts';
import { chapterLevel, dividingLevel, headingSections } from './heading-sections.ts';
import { splitByTokens } from './split-by-tokens.ts';

/** With `auto`, what structure gives is cut further only beyond this, unless a size was asked for. */
const largestSection = 20_000;

/**
 * Cuts documents into chunks; the same documents and options always give the same chunks. Throws InputError
 * where a document cannot be cut this way, or nothing is left.
 */
export function cutDocuments(documents: readonly SourceDocument[], options: ChunkingOptions): Chunk[] {
  if (options.overlapTokens > 0 && options.overlapTokens >= options.chunkTokens) {
    throw new InputError('input_invalid', 'overlap_tokens must be less than chunk_tokens.');
  }
  const several = documents.length > 1;
  const pieces = documents.flatMap((document) =>
    piecesOf(document, options, several)
      .filter(({ text }) => text.trim() !== '')
      .map((piece) => ({ ...piece, name: cleanName(piece.name) })),
  );
  if (pieces.length > 0) return toChunks(pieces);
  const [only] = documents;
  const what = several || only === undefined ? 'The source' : only.path;
  throw new InputError('target_empty', `${what} holds no text: there are no chunks.`);
}

function piecesOf(document: SourceDocument, options: ChunkingOptions, several: boolean): Piece[] {
  const { by } = options;
  if (by === 'file') return [piece(several ? document.path : stemOf(document), wholeText(document))];
  if (document.kind === 'rows') return rowPieces(document, by, several);
  if (by === 'row') throw cannot(document, 'row', 'it is no table: give a CSV or JSONL file');
  if (document.kind === 'pages') return pagePieces(document, options, several);
  if (by === 'pages') return formFeedPieces(document, several);
  if (by === 'tokens') return numbered(document, splitByTokens(document.text, sizes(options)), several);
  return sectionPieces(document, options, several);
}

function rowPieces(table: Table, by: ChunkingOptions['by'], several: boolean): Piece[] {
  if (by !== 'auto' && by !== 'row') throw cannot(table, by, 'it is a table: use row or file');
  return table.rows.map(({ number, fields }) => ({
    name: prefixed(table, rowName(fields) ?? `row ${number}`, several),
    text: JSON.stringify(fields),
    fields,
  }));
}

/** What people call a row by, where a column says so in a few words. */
function rowName(fields: Readonly<Record<string, string>>): string | undefined {
  const column = ['name', 'title', 'id', 'key'].find((wanted) =>
    Object.keys(fields).some((field) => field.toLowerCase() === wanted),
  );
  const found = Object.keys(fields).find((field) => field.toLowerCase() === column);
  const value = found === undefined ? '' : (fields[found] ?? '').trim();
  return value === '' || value.length > 80 ? undefined : value;
}

function pagePieces(document: PagedDocument, options: ChunkingOptions, several: boolean): Piece[] {
  const { by, sizeGiven, chunkTokens } = options;
  if (by === 'heading' || by === 'chapter') {
    throw cannot(document, by, 'a PDF has pages but no headings: use pages or tokens');
  }
  if (by === 'tokens') return numbered(document, splitByTokens(wholeText(document), sizes(options)), several);
  const limit = by === 'pages' && !sizeGiven ? 0 : chunkTokens;
  const pieces: Piece[] = [];
  for (let at = 0; at < document.pages.length; ) {
    let text = document.pages[at] ?? '';
    let next = at + 1;
    while (next < document.pages.length) {
      const longer = `${text}\n\n${document.pages[next]}`;
      if (limit === 0 || estimateTokens(longer) > limit) break;
      text = longer;
      next += 1;
    }
    const name = next === at + 1 ? `page ${next}` : `pages ${at + 1}-${next}`;
    pieces.push(piece(prefixed(document, name, several), text));
    at = next;
  }
  return pieces;
}

function formFeedPieces(document: TextDocument, several: boolean): Piece[] {
  const pages = document.text.split('\f');
  if (pages.length < 2) throw cannot(document, 'pages', 'it has no pages: use heading, chapter or tokens');
  return pages.map((text, at) => piece(prefixed(document, `page ${at + 1}`, several), text));
}

function sectionPieces(document: TextDocument, options: ChunkingOptions, several: boolean): Piece[] {
  const { by, level, sizeGiven, chunkTokens, overlapTokens } = options;
  const cut = level ?? (by === 'chapter' ? chapterLevel(document) : dividingLevel(document));
  const largest = sizeGiven ? chunkTokens : largestSection;
  if (by !== 'auto' && (cut === null || !document.headings.some((each) => each.level <= cut))) {
    throw cannot(document, by, 'it has no headings to cut at: use auto, tokens or file');
  }
  const sections = cut === null ? [{ title: '', text: document.text }] : headingSections(document, cut);
  return sections.flatMap(({ title, text }) => {
    const plain = title === '' ? (sections.length > 1 ? 'opening' : stemOf(document)) : title;
    const name =
      title === '' && sections.length === 1 && several ? document.path : prefixed(document, plain, several);
    if (by !== 'auto' || estimateTokens(text) <= largest) return [piece(name, text)];
    const parts = splitByTokens(text, { chunk: largest, overlap: Math.min(overlapTokens, largest - 1) });
    return parts.map((part, at) => piece(`${name} (${at + 1} of ${parts.length})`, part));
  });
}

function numbered(document: SourceDocument, parts: readonly string[], several: boolean): Piece[] {
  return parts.map((text, at) => piece(prefixed(document, `part ${at + 1}`, several), text));
}

function sizes({ chunkTokens, overlapTokens }: ChunkingOptions) {
  return { chunk: chunkTokens, overlap: overlapTokens };
}

/** A document as one text. */
export function wholeText(document: SourceDocument): string {
  if (document.kind === 'text') return document.text;
  if (document.kind === 'pages') return document.pages.join('\n\n');
  return document.rows.map(({ fields }) => JSON.stringify(fields)).join('\n');
}

function piece(name: string, text: string): Piece {
  return { name, text, fields: {} };
}

function prefixed(document: SourceDocument, name: string, several: boolean): string {
  return several ? `${document.path}: ${name}` : name;
}

function stemOf({ path }: SourceDocument): string {
  return basename(path, extname(path));
}

/** One short line: names stand in file names, tables and prompts. */
function cleanName(name: string): string {
  const line = name.replaceAll(/[\p{Cc}\p{Cf}<>]+|\s+/gu, ' ').trim();
  if (line === '') return 'untitled';
  return line.length <= 120 ? line : `${line.slice(0, 119).trimEnd()}…`;
}

function cannot({ path }: SourceDocument, by: string, why: string): InputError {
  return new InputError('input_invalid', `${path} cannot be cut by ${by}: ${why}.`);
}
