import { InputError } from '@codex-pro/runtime';

/** More files than a person would ever have reviewed: a forgotten `.gitignore`, or the wrong base. */
const maxFiles = 20_000;

/** Throws InputError `target_too_large` where there are too many files even to list. */
export function refuseTooMany(count: number, root: string): void {
  if (count <= maxFiles) return;
  throw new InputError(
    'target_too_large',
    `There are ${count} files to look at in ${root}, over ${maxFiles}.`,
    {
      hint: 'Name what to review with `paths`, choose a closer base, or add what is generated to .gitignore.',
    },
  );
}
