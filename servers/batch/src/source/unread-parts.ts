import { posix } from 'node:path';
import type { NotDone } from '../batch/settle.ts';
import type { SourceFile } from './find-source-files.ts';
import type { SourceDocument } from './source-document.ts';

const shownAtMost = 10;

/** What a document has, or names, and a batch of it does not hold: pages that are pictures, files that it includes. */
export function unreadParts(document: SourceDocument, files: readonly SourceFile[]): NotDone[] {
  if (document.kind === 'pages') return blankPages(document.path, document.pages);
  return document.kind === 'text' && /\.(la)?tex$/i.test(document.path)
    ? includedFiles(document.path, document.text, files)
    : [];
}

function blankPages(what: string, pages: readonly string[]): NotDone[] {
  const blank = pages.flatMap((page, at) => (page.trim() === '' ? [String(at + 1)] : []));
  if (blank.length === 0) return [];
  return [{ what, why: `empty: pages without text (scanned, pictures or blank): ${listed(blank)}.` }];
}

/** Commands that put another file in their place; what stands in a comment does not count. */
const include = /^(?:[^%\n]|\\%)*?\\(?:input|include|subfile)\s*\{([^{}\n]+)\}/gm;

function includedFiles(what: string, text: string, files: readonly SourceFile[]): NotDone[] {
  const folder = posix.dirname(what);
  const read = new Set(files.map(({ name }) => withoutExtension(name)));
  const missing = [...text.matchAll(include)]
    .map((match) => (match[1] ?? '').trim())
    .filter((name) => !read.has(withoutExtension(posix.join(folder, name))));
  if (missing.length === 0) return [];
  const why = `not_included: files that it includes are not read (${listed([...new Set(missing)])}); name them in source, too.`;
  return [{ what, why }];
}

function withoutExtension(name: string): string {
  return name.replace(/\.(la)?tex$/i, '');
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, shownAtMost).join(', ');
  return names.length > shownAtMost ? `${shown} and ${names.length - shownAtMost} more` : shown;
}
