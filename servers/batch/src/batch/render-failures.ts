import type { BatchOutcome } from './settle.ts';

/** `failures.md`: what went wrong and what was not reached, for people. */
export function renderFailures({ part, summary, notDone }: BatchOutcome): string {
  const failed = part.failures.map(
    ({ name, code, message }) => `- **${plain(name)}** (${code}): ${plain(message)}`,
  );
  const left = notDone.map(({ what, why }) => `- ${plain(what)}: ${plain(why)}`);
  return [
    '# Failures',
    summary,
    failed.length === 0 ? 'No chunk failed.' : failed.join('\n'),
    ...(left.length === 0 ? [] : ['## Not done', left.join('\n')]),
    '',
  ].join('\n\n');
}

/** Names and messages hold text from sources and backends: one line, and no markup of theirs. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>|#]/g, '\\$&');
}
