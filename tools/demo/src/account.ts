import type { Stage } from './stage.ts';

/** Says what the backend saw. Returns a complaint, or null. */
export function account({ emulator }: Stage, print: (line: string) => void): string | null {
  const { requests, input_tokens: input, output_tokens: output } = emulator.ledger;
  print('\nWhat the backend saw');
  const word = requests === 1 ? 'request' : 'requests';
  print(`  ${requests} model ${word} over TLS, ${input} tokens in, ${output} out.`);
  print(`  Rules of the live backend broken: ${emulator.violations.length}.`);
  return emulator.violations[0]?.message ?? null;
}
