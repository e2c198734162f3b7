import { htmlToMarkdown } from './html-to-markdown.ts';
import { readMarkdown } from './read-markdown.ts';
import type { TextDocument } from './source-document.ts';

export async function readHtml(html: string, path: string): Promise<TextDocument> {
  return readMarkdown(await htmlToMarkdown(html, path), path);
}
