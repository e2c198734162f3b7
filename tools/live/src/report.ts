import type { CredentialReport } from '@codex-pro/codex';
import { redactSecrets } from '@codex-pro/runtime';
import type { CallOutcome } from './six-calls.ts';

const marks = { accepted: 'ok', refused: 'REFUSED', 'not asked': 'not asked' } as const;

/** One line of the report. */
export function outcomeLine({ name, ended, detail, model, milliseconds, tokens }: CallOutcome): string {
  const facts = [
    model,
    milliseconds === null ? null : `${milliseconds} ms`,
    tokens === null ? null : `${tokens} tokens`,
  ].filter((fact) => fact !== null);
  return `${name.padEnd(8)} ${marks[ended].padEnd(9)} ${facts.length === 0 ? '' : `[${facts.join(', ')}] `}${detail}`;
}

/** Fit to be pasted into a public issue: no credential, no account, no address. */
export function redactor({ account }: Pick<CredentialReport, 'account'>): (line: string) => string {
  return (line) => {
    const known = account === null ? line : line.replaceAll(account, '[account]');
    return redactSecrets(known).text.replace(/[\w.+-]+@[\w-]+\.[\w.-]+/g, '[address]');
  };
}
