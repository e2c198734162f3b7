import { readFile } from 'node:fs/promises';
import { InputError } from '@codex-pro/runtime';
import { decodeText } from './decode-text.ts';
import type { SourceFile } from './find-source-files.ts';
import type { SourceDocument } from './source-document.ts';
import { formatOfName, type SourceFormat } from './source-format.ts';

/** The largest file that is read, in bytes. */
const maxFileBytes = 256 * 1024 * 1024;

/**
 * Reads files one after the other, each by its format. Throws InputError for what is missing, empty, encrypted, broken
 * or too large.
 */
export async function readSource(
  files: readonly SourceFile[],
  format: SourceFormat | undefined,
  signal: AbortSignal,
): Promise<SourceDocument[]> {
  const documents: SourceDocument[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    documents.push(await readDocument(file, format ?? formatOfName(file.name), signal));
  }
  return documents;
}

async function readDocument(
  { path, name, bytes }: SourceFile,
  format: SourceFormat,
  signal: AbortSignal,
): Promise<SourceDocument> {
  if (bytes > maxFileBytes) {
    throw new InputError('target_too_large', `${name} has ${bytes} bytes; ${maxFileBytes} can be read.`);
  }
  const content = await readFile(path).catch((cause: unknown) => {
    throw new InputError('input_invalid', `${name} cannot be read.`, { cause });
  });
  if (content.length === 0) throw new InputError('target_empty', `${name} is empty.`);
  const text = () => decodeText(content, name);
  switch (format) {
    case 'text':
      return (await import('./read-text.ts')).readText(text(), name);
    case 'markdown':
      return (await import('./read-markdown.ts')).readMarkdown(text(), name);
    case 'latex':
      return (await import('./read-latex.ts')).readLatex(text(), name);
    case 'html':
      return (await import('./read-html.ts')).readHtml(text(), name);
    case 'jsonl':
      return (await import('./read-jsonl.ts')).readJsonl(text(), name);
    case 'csv':
      return (await import('./read-csv.ts')).readCsv(text(), name);
    case 'pdf':
      return (await import('./read-pdf.ts')).readPdf(content, name, signal);
    case 'docx':
      return (await import('./read-docx.ts')).readDocx(content, name);
    case 'epub':
      return (await import('./read-epub.ts')).readEpub(content, name);
  }
}
