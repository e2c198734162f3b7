import { readFile } from 'node:fs/promises';
import { InputError } from '@codex-pro/runtime';
import type { NotDone } from '../batch/settle.ts';
import { decodeText, isBinary } from './decode-text.ts';
import type { SourceFile } from './find-source-files.ts';
import type { SourceDocument } from './source-document.ts';
import { formatOfName, type SourceFormat } from './source-format.ts';
import { unreadParts } from './unread-parts.ts';

/** The largest file that is read, in bytes. */
const maxFileBytes = 256 * 1024 * 1024;

export interface ReadSource {
  readonly documents: readonly SourceDocument[];
  /** Files and parts of files that there is nothing to do about. */
  readonly notDone: readonly NotDone[];
}

/**
 * Reads files one after the other, each by its format. Of a folder or a glob, empty and binary files are left out, since
 * nobody named them. Throws InputError for what is missing, empty, encrypted, broken or too large.
 */
export async function readSource(
  files: readonly SourceFile[],
  format: SourceFormat | undefined,
  signal: AbortSignal,
): Promise<ReadSource> {
  const documents: SourceDocument[] = [];
  const notDone: NotDone[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    const kind = format ?? formatOfName(file.name);
    const content = await contentOf(file);
    const why = file.named ? null : whyLeftOut(content, kind);
    if (why !== null) {
      notDone.push({ what: file.name, why });
      continue;
    }
    const document = await readDocument(file.name, content, kind, signal);
    documents.push(document);
    notDone.push(...unreadParts(document, files));
  }
  if (documents.length > 0) return { documents, notDone };
  throw new InputError('target_empty', 'The source holds no text: its files are empty or binary.');
}

function whyLeftOut(content: Buffer, format: SourceFormat): string | null {
  if (content.length === 0) return 'empty: it has no content.';
  const packed = format === 'pdf' || format === 'docx' || format === 'epub';
  return !packed && isBinary(content) ? 'binary: it is no text.' : null;
}

async function contentOf({ path, name, bytes }: SourceFile): Promise<Buffer> {
  if (bytes > maxFileBytes) {
    throw new InputError('target_too_large', `${name} has ${bytes} bytes; ${maxFileBytes} can be read.`);
  }
  return readFile(path).catch((cause: unknown) => {
    throw new InputError('input_invalid', `${name} cannot be read.`, { cause });
  });
}

async function readDocument(
  name: string,
  content: Buffer,
  format: SourceFormat,
  signal: AbortSignal,
): Promise<SourceDocument> {
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
