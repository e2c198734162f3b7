import type { Envelope, Rendering } from '@codex-pro/capability';
import { visibleText } from '@codex-pro/terminal';
import type { BatchPart } from './batch/part.ts';
import { renderMarkdown } from './rendering/render-markdown.ts';
import { renderPlan } from './rendering/render-plan.ts';

/** Batches as people read them. */
export const batchRendering: Rendering<BatchPart> = {
  markdown: (envelope) => textOf(envelope),
  text: (envelope) => visibleText(textOf(envelope).replaceAll('\r\n', '\n')),
  shorten(part) {
    const last = part.failures.at(-1);
    if (last === undefined) return undefined;
    return { part: { ...part, failures: part.failures.slice(0, -1) }, what: `failure of ${last.name}` };
  },
};

function textOf(envelope: Envelope<BatchPart>): string {
  return envelope.dry_run === undefined ? renderMarkdown(envelope) : renderPlan(envelope);
}
