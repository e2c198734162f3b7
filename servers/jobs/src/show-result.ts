import { readFile } from 'node:fs/promises';
import type { Structured, TerminalView } from '@codex-pro/capability';
import { visibleText } from '@codex-pro/terminal';
import * as z from 'zod';
import { renderResult } from './jobs/render-result.ts';

const withReport = z.object({ artifacts: z.array(z.object({ kind: z.string(), path: z.string() })) });

/** A result for a terminal: the report that its capability wrote, else what the envelope says. */
export async function showResult(result: Structured, view: TerminalView): Promise<string> {
  const { artifacts } = withReport.parse(result);
  const path = artifacts.find(({ kind }) => kind === 'markdown')?.path;
  if (path !== undefined) {
    // Without its report a result is shown from the envelope.
    const report = await readFile(path, 'utf8').catch(() => undefined);
    if (report !== undefined) return `${visibleText(report).trimEnd()}\n`;
  }
  return renderResult(result, view);
}
