import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A repository whose working tree holds one planted bug, and the finding that a good reviewer returns for it. */
export async function makePlantedChange(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const git = (...args: string[]): void => {
    execFileSync('git', ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.invalid', ...args], {
      cwd: folder,
    });
  };
  git('init', '-q', '-b', 'main');
  await writeFile(join(folder, 'ledger.ts'), source('if (amount > balance) throw new Error("overdrawn");'));
  git('add', '.');
  git('commit', '-q', '-m', 'A ledger');
  await writeFile(join(folder, 'ledger.ts'), source(plantedLine));
}

const plantedLine = 'if (amount > balance) return balance;';

function source(check: string): string {
  return `export function withdraw(balance: number, amount: number): number {\n  ${check}\n  return balance - amount;\n}\n`;
}

/** Wrong about the line, right about the quote. */
export const plantedAnswer = {
  summary: 'The overdraft check no longer fails.',
  findings: [
    {
      title: 'An overdraft is silently ignored',
      body: 'A withdrawal above the balance now returns the balance unchanged, so the caller believes that it was paid out.',
      category: 'correctness',
      priority: 0,
      confidence: 0.9,
      file: 'ledger.ts',
      line_start: 40,
      line_end: 40,
      quote: plantedLine,
      replacement: null,
    },
  ],
};

const entry = {
  title: 'A point',
  body: 'Because.',
  priority: 2,
  confidence: 0.6,
  file: 'ledger.ts',
  line_start: 1,
  line_end: 1,
  quote: plantedLine,
};

/** What a challenger returns. */
export const plantedChallenge = {
  assumptions_challenged: [entry],
  failure_modes: [entry],
  alternatives: [entry],
  trade_offs: [entry],
  verdict: 'unsound',
  verdict_reason: 'A refusal has to be told.',
};
