import { extname } from 'node:path';

export const sourceFormats = [
  'markdown',
  'text',
  'latex',
  'html',
  'pdf',
  'docx',
  'epub',
  'jsonl',
  'csv',
] as const;
export type SourceFormat = (typeof sourceFormats)[number];

const byExtension: Readonly<Record<string, SourceFormat>> = {
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.mdx': 'markdown',
  '.tex': 'latex',
  '.latex': 'latex',
  '.html': 'html',
  '.htm': 'html',
  '.xhtml': 'html',
  '.pdf': 'pdf',
  '.docx': 'docx',
  '.epub': 'epub',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.csv': 'csv',
  '.tsv': 'csv',
};

/** The format that a name tells; `text` for every other name, source code included. */
export function formatOfName(path: string): SourceFormat {
  return byExtension[extname(path).toLowerCase()] ?? 'text';
}
