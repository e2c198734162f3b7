import { InputError } from '@codex-pro/runtime';
import type { Template } from '../../template.ts';
import type { Chunk } from '../chunk.ts';

/** The names of all columns of all rows. */
export function columnsOf(chunks: readonly Chunk[]): Set<string> {
  const columns = new Set<string>();
  for (const { fields } of chunks) for (const name of Object.keys(fields)) columns.add(name);
  return columns;
}

/** Throws InputError where the template names a column that some of the chunks do not have; `ours`: what all have. */
export function checkColumns(
  { variables }: Template,
  what: string,
  chunks: readonly Chunk[],
  ours: readonly string[],
): void {
  for (const name of variables) {
    if (ours.includes(name)) continue;
    const without = chunks.filter(({ fields }) => !Object.hasOwn(fields, name));
    const [first, ...more] = without;
    if (first === undefined) continue;
    const others = more.length === 0 ? '' : `, and ${more.length} more of ${chunks.length} have none`;
    throw new InputError(
      'input_invalid',
      `${what} uses {{${name}}}, but chunk ${first.index} (${first.name}) has no ${name}${others}.`,
      { hint: 'Give every row that column, empty where there is nothing to say.' },
    );
  }
}
