import type { Nodes } from 'mdast';
import type { Heading, TextDocument } from './source-document.ts';

/** Settings of a site generator at the very beginning: to Markdown itself their last line underlines a heading. */
const frontMatter = /^---[ \t]*\n(?=\S)(?:[^\n]*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|$)/;

/**
 * Markdown as it stands; headings inside code, quotes, lists and front matter do not count. Front matter goes with a
 * heading that follows it.
 */
export async function readMarkdown(text: string, path: string): Promise<TextDocument> {
  const { fromMarkdown } = await import('mdast-util-from-markdown');
  const front = frontMatter.exec(text)?.[0].length ?? 0;
  const headings: Heading[] = [];
  for (const node of fromMarkdown(text.slice(front)).children) {
    if (node.type !== 'heading' || node.position === undefined) continue;
    const { offset } = node.position.start;
    if (offset === undefined) continue;
    const first = headings.length === 0 && text.slice(front, front + offset).trim() === '';
    headings.push({ level: node.depth, title: wordsOf(node).trim(), offset: first ? 0 : front + offset });
  }
  return { kind: 'text', path, text, headings };
}

function wordsOf(node: Nodes): string {
  if ('children' in node) return node.children.map(wordsOf).join('');
  return 'value' in node && node.type !== 'html' ? node.value : '';
}
