import type { Nodes } from 'mdast';
import type { Heading, TextDocument } from './source-document.ts';

/** Markdown as it stands; headings inside code, quotes and lists do not count. */
export async function readMarkdown(text: string, path: string): Promise<TextDocument> {
  const { fromMarkdown } = await import('mdast-util-from-markdown');
  const headings: Heading[] = [];
  for (const node of fromMarkdown(text).children) {
    if (node.type !== 'heading' || node.position === undefined) continue;
    const { offset } = node.position.start;
    if (offset !== undefined) headings.push({ level: node.depth, title: wordsOf(node).trim(), offset });
  }
  return { kind: 'text', path, text, headings };
}

function wordsOf(node: Nodes): string {
  if ('children' in node) return node.children.map(wordsOf).join('');
  return 'value' in node && node.type !== 'html' ? node.value : '';
}
