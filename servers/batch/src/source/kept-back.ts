import { looksSecret } from '@codex-pro/git';
import { InputError } from '@codex-pro/runtime';
import type { NotDone } from '../batch/settle.ts';
import type { SourceFile } from './find-source-files.ts';
import type { SourceDocument } from './source-document.ts';

/** Files that may be read, and those that are kept back for their names. Throws InputError where none is left. */
export function keepSecretFilesBack(files: readonly SourceFile[]): {
  readonly files: readonly SourceFile[];
  readonly notDone: readonly NotDone[];
} {
  const secret = files.filter(({ name }) => looksSecret(name));
  const left = files.filter((file) => !secret.includes(file));
  if (left.length === 0 && secret[0] !== undefined) {
    throw new InputError('input_invalid', `${whySecret(secret[0].name)} Nothing else is in the source.`);
  }
  return {
    files: left,
    notDone: secret.map(({ name }) => ({ what: name, why: `secret: ${whySecret(name)}` })),
  };
}

/** Throws InputError for a file that would be sent with every call. */
export function refuseSecretFile(what: string, name: string): void {
  if (looksSecret(name)) throw new InputError('input_invalid', `${what}: ${whySecret(name)}`);
}

/** What to say of a document, or another text, in which strings were replaced. */
export function replacedSecrets(
  what: string,
  kind: SourceDocument['kind'],
  places: readonly number[],
): NotDone[] {
  if (places.length === 0) return [];
  const noun = { text: 'line', pages: 'page', rows: 'row' }[kind];
  const numbers = `${places.slice(0, 10).join(', ')}${places.length > 10 ? ' …' : ''}`;
  const where = `${noun}${places.length === 1 ? '' : 's'} ${numbers}`;
  return [{ what, why: `secret: secret-looking strings were replaced before sending (${where}).` }];
}

function whySecret(name: string): string {
  return `${name} has the name of a file that holds secrets, so it was not read.`;
}
