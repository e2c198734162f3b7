import type { ChangedFile } from '@codex-pro/git';
import type { Claim } from '../review/finding.ts';
import { addedFile } from '../review/snapshot-fixture.ts';
import { randomFrom } from './random.ts';

/** A change with faults at known lines, and what a reviewer says of them: right code, wrong numbers. */
export interface SeededChange {
  readonly files: readonly ChangedFile[];
  readonly claims: readonly { readonly claim: Claim; readonly file: string; readonly line: number }[];
}

const words = 'order cart total price customer refund ledger entry batch queue worker record page'.split(' ');

/** Source like people write it: many lines are alike, some are the same. */
function sourceLines(count: number, random: () => number): string[] {
  const word = (): string => words[Math.floor(random() * words.length)] ?? 'word';
  return Array.from({ length: count }, (_, at) => {
    const kind = random();
    if (kind < 0.15) return '  }';
    if (kind < 0.25) return '';
    if (kind < 0.35) return `  if (${word()} === null) return null;`;
    if (kind < 0.45) return `  for (const ${word()} of ${word()}s) {`;
    return `    const ${word()}${at} = compute${word()}(${word()}, ${Math.floor(random() * 9)}, "${word()} ${at}");`;
  });
}

/** `drift` is how far the claimed numbers are off at most, either way. */
export function seededChange(seed: number, drift: number): SeededChange {
  const random = randomFrom(seed);
  const claims: { claim: Claim; file: string; line: number }[] = [];
  const files = Array.from({ length: 4 }, (_, index) => {
    const lines = sourceLines(200, random);
    const path = `src/part${index}.ts`;
    for (let fault = 0; fault < 5; fault += 1) {
      const line = 1 + Math.floor(random() * lines.length);
      lines[line - 1] = `    process${fault}of${index}(items[items.length], "fault ${seed}");`;
    }
    for (const [at, text] of lines.entries()) {
      if (!text.includes('process')) continue;
      const off = Math.round((random() * 2 - 1) * drift);
      claims.push({
        file: path,
        line: at + 1,
        claim: {
          title: `Reads past the end in ${text.trim().slice(0, 12)}`,
          body: 'The index is the length.',
          category: 'correctness',
          priority: 1,
          confidence: 0.8,
          file: path,
          line_start: Math.max(1, at + 1 + off),
          line_end: Math.max(1, at + 1 + off),
          // Models trim, and paste the pack's marks along.
          quote: random() < 0.3 ? text.trim() : random() < 0.2 ? `${at + 1}+|${text}` : text,
          replacement: null,
        },
      });
    }
    return addedFile(path, lines);
  });
  return { files, claims };
}

/** A claim about code that is nowhere. */
export function hallucination(seed: number): Claim {
  const random = randomFrom(seed);
  const file = random() < 0.5 ? `src/part${Math.floor(random() * 4)}.ts` : `src/nowhere${seed}.ts`;
  return {
    title: 'The cache is never cleared',
    body: 'It grows.',
    category: 'performance',
    priority: 1,
    confidence: 0.7,
    file,
    line_start: 1 + Math.floor(random() * 200),
    line_end: 200,
    quote: `  cache${seed}.set(order.id, { ...order, at: clock${Math.floor(random() * 9)}.now() });`,
    replacement: null,
  };
}
