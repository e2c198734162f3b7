import { readFile } from 'node:fs/promises';
import type { Envelope, Rendering } from '@codex-pro/capability';
import type { CodeFrame } from './review/code-frame.ts';
import type { ReviewPart } from './review/finding.ts';
import { renderMarkdown } from './review/render-markdown.ts';
import { renderTerminal } from './review/render-terminal.ts';
import { shortenReview } from './review/shorten-review.ts';
import { shownPart } from './review/shown-report.ts';

/** Reviews as people read them. The code frames were kept by the worker, beside the result. */
export const reviewRendering: Rendering<ReviewPart> = {
  markdown: async (envelope) => `${renderMarkdown(envelope, await framesOf(envelope))}${packOf(envelope)}`,
  text: async (envelope, view) =>
    `${renderTerminal(envelope, view, await framesOf(envelope))}${packOf(envelope)}`,
  shown: shownPart,
  shorten: shortenReview,
};

async function framesOf(envelope: Envelope<ReviewPart>): Promise<readonly CodeFrame[]> {
  const path = envelope.artifacts.find(({ kind }) => kind === 'frames')?.path;
  if (path === undefined) return [];
  // The frames are an extra: without them the quotes stand alone.
  return readFile(path, 'utf8').then(JSON.parse, () => []);
}

function packOf({ dry_run: dryRun }: Envelope<ReviewPart>): string {
  return dryRun === undefined ? '' : `\n${String(dryRun['pack'])}\n`;
}
