import type { Chunk } from '../chunk.ts';

export const contextKinds = ['none', 'outline', 'neighbours', 'whole'] as const;
export type ContextKind = (typeof contextKinds)[number] | 'file';

/** The names of all chunks, in order. */
export function outlineOf(chunks: readonly Chunk[]): string {
  return chunks.map(({ index, name }) => `${index}. ${name}`).join('\n');
}

/** What stands before and after a chunk. */
export function neighboursOf(chunks: readonly Chunk[], { index }: Chunk): string {
  const before = chunks[index - 2];
  const after = chunks[index];
  return [
    before === undefined ? 'Nothing stands before the piece.' : `Before the piece stands:\n${before.text}`,
    after === undefined ? 'Nothing stands after the piece.' : `After the piece stands:\n${after.text}`,
  ].join('\n\n');
}
