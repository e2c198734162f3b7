import { InputError } from '@codex-pro/runtime';

/** HTML as Markdown: structure stays (headings, lists, tables, links), scripts and styles go. */
export async function htmlToMarkdown(html: string, path: string): Promise<string> {
  const [{ fromHtml }, { toMdast }, { toMarkdown }, { gfmToMarkdown }] = await Promise.all([
    import('hast-util-from-html'),
    import('hast-util-to-mdast'),
    import('mdast-util-to-markdown'),
    import('mdast-util-gfm'),
  ]);
  try {
    return toMarkdown(toMdast(fromHtml(html), { nodeHandlers: { comment: () => undefined } }), {
      extensions: [gfmToMarkdown()],
      bullet: '-',
    });
  } catch (cause) {
    // Nesting without end is the one thing that these parsers cannot take.
    if (!(cause instanceof RangeError)) throw cause;
    throw new InputError('input_invalid', `${path} is nested too deep to be read.`, { cause });
  }
}
