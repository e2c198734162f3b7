import { randomBytes } from 'node:crypto';
import type { TakenOutput } from './output-buffer.ts';
import { estimateTokens, truncateMiddle } from './truncate-output.ts';

export interface CommandReport {
  readonly wallMs: number;
  readonly output: TakenOutput;
  readonly maxTokens: number;
  readonly state: { readonly exit: number } | { readonly session: number };
}

/** The result of a command in the words of the Codex CLI 0.169 (recorded), which the models are trained on. */
export function formatResult({ wallMs, output, maxTokens, state }: CommandReport): string {
  const tokens = estimateTokens(output.bytes);
  const text = truncateMiddle(output.text, maxTokens);
  const warning =
    text === output.text
      ? ''
      : `Warning: truncated output (original token count: ${tokens})\nTotal output lines: ${output.lines}\n\n`;
  return [
    `Chunk ID: ${randomBytes(3).toString('hex')}`,
    `Wall time: ${(wallMs / 1000).toFixed(4)} seconds`,
    'exit' in state
      ? `Process exited with code ${state.exit}`
      : `Process running with session ID ${state.session}`,
    `Original token count: ${tokens}`,
    'Output:',
    `${warning}${text}`,
  ].join('\n');
}
