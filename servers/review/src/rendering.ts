import { readFile } from 'node:fs/promises';
import type { Envelope, Rendering } from '@codex-pro/capability';
import type { CodeFrame } from './review/code-frame.ts';
import { placeOf } from './review/describe-report.ts';
import type { ReviewPart } from './review/finding.ts';
import { renderMarkdown } from './review/render-markdown.ts';
import { renderTerminal } from './review/render-terminal.ts';

/** Reviews as people read them. The code frames were kept by the worker, beside the result. */
export const reviewRendering: Rendering<ReviewPart> = {
  markdown: async (envelope) => `${renderMarkdown(envelope, await framesOf(envelope))}${packOf(envelope)}`,
  text: async (envelope, view) =>
    `${renderTerminal(envelope, view, await framesOf(envelope))}${packOf(envelope)}`,
  shorten(part) {
    const last = part.findings.at(-1);
    if (last !== undefined) {
      const what = `finding ${last.title} (${placeOf(last)})`;
      return { part: { ...part, findings: part.findings.slice(0, -1) }, what };
    }
    const { files } = part.target;
    if (files.length === 0) return undefined;
    const target = { ...part.target, files: files.slice(0, files.length >> 1) };
    return { part: { ...part, target }, what: 'names of files in review.target.files' };
  },
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
