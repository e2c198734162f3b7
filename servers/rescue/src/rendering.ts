import { readFile } from 'node:fs/promises';
import type { Envelope, Rendering } from '@codex-pro/capability';
import { errorLine, painter, visibleText, wrapText } from '@codex-pro/terminal';
import { factsOf } from './describe-facts.ts';
import type { RescuePart } from './rescue/part.ts';

/** Rescues as people read them. */
export const rescueRendering: Rendering<RescuePart> = {
  async markdown(envelope) {
    const { part } = envelope;
    const lines = ['# Rescue', '', visibleText(envelope.summary), ''];
    if (envelope.error !== null)
      lines.push(`**${envelope.error.code}**: ${visibleText(envelope.error.message)}`, '');
    if (part !== null) {
      lines.push(visibleText(part.summary), '');
      for (const question of part.questions) lines.push(`- ? ${visibleText(question)}`);
      for (const fact of factsOf(envelope)) lines.push(`- ${fact}`);
    }
    const patch = await patchOf(envelope);
    if (patch !== '') lines.push('', '```diff', patch.replaceAll('```', '` ` `'), '```');
    return `${lines.join('\n')}\n`;
  },
  async text(envelope, view) {
    const paint = painter(view.color);
    const { part } = envelope;
    const columns = Math.min(120, Math.max(40, view.columns));
    const lines = wrapText(visibleText(envelope.summary), columns);
    if (envelope.error !== null) {
      const error = visibleText(errorLine(envelope.error, envelope.summary));
      lines.push('', ...wrapText(error, columns).map(paint.red));
    }
    if (part !== null) {
      // The work's own words, unless an error took their place.
      if (part.summary !== envelope.error?.message) {
        const words = visibleText(part.summary).split('\n');
        lines.push('', ...words.flatMap((line) => wrapText(line, columns)));
      }
      lines.push(...part.questions.map((question) => `? ${visibleText(question)}`), '');
      lines.push(...factsOf(envelope));
    }
    const patch = await patchOf(envelope);
    if (patch !== '') lines.push('', ...patch.split('\n').map((line) => colored(visibleText(line), paint)));
    lines.push(...envelope.next_steps.map((step) => `Next: ${step}`));
    return `${lines.join('\n')}\n`;
  },
  shorten(part) {
    const last = part.commands.at(-1);
    if (last !== undefined)
      return {
        part: { ...part, commands: part.commands.slice(0, -1) },
        what: `command ${last.cmd.slice(0, 80)}`,
      };
    const change = part.changes.at(-1);
    if (change !== undefined)
      return { part: { ...part, changes: part.changes.slice(0, -1) }, what: `change of ${change.path}` };
    if (part.checks !== null && part.checks.output !== '')
      return { part: { ...part, checks: { ...part.checks, output: '' } }, what: 'output of the check' };
    return undefined;
  },
};

const maxShownCharacters = 30_000;

/** As much of the patch as fits a screen or two. */
async function patchOf({ part }: Envelope<RescuePart>): Promise<string> {
  if (part?.patch == null) return '';
  // The patch is a file of its own; shown here it is an extra.
  const text = await readFile(part.patch, 'utf8').catch(() => '');
  if (text.length <= maxShownCharacters) return text;
  return `${text.slice(0, maxShownCharacters)}\n… (the rest is in ${part.patch})`;
}

function colored(line: string, paint: ReturnType<typeof painter>): string {
  if (line.startsWith('+')) return paint.green(line);
  return line.startsWith('-') ? paint.red(line) : line;
}
