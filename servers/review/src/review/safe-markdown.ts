import { visibleText } from '@codex-pro/terminal';

/**
 * Prose of a model as Markdown that cannot do more than prose: no raw HTML, no images (a page would fetch them), no
 * headings, and no code fence left open. Code spans and fenced blocks stay as they are.
 */
export function safeMarkdown(text: string): string {
  let insideFence = false;
  const lines = visibleText(text)
    .split('\n')
    .map((line) => {
      if (/^\s*(?:```|~~~)/.test(line)) {
        insideFence = !insideFence;
        return line;
      }
      return insideFence ? line : safeLine(line);
    });
  if (insideFence) lines.push('```');
  return lines.join('\n');
}

/** The same for one line: a title, a reason. */
export function safeInline(text: string): string {
  return safeLine(visibleText(text).replaceAll('\n', ' '));
}

function safeLine(line: string): string {
  return line
    .split(/(`+[^`]*`+)/)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replaceAll('<', '&lt;').replaceAll('![', '!\\[').replaceAll('](', ']\\('),
    )
    .join('')
    .replace(/^(\s*)([#>]|[-=]{3,})/, '$1\\$2');
}

/** Text as a code span, whatever backticks are in it. */
export function codeSpan(text: string): string {
  const shown = visibleText(text).replaceAll('\n', ' ');
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const ticks = '`'.repeat(longest + 1);
  const gap = longest > 0 ? ' ' : '';
  return `${ticks}${gap}${shown}${gap}${ticks}`;
}

/** Lines as a code block, whatever fences are in them. */
export function codeBlock(lines: readonly string[], language: string): string {
  const longest = Math.max(2, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...lines, fence].join('\n');
}
