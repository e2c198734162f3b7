import { createHash } from 'node:crypto';

/** A piece of a source that gets a call of its own. */
export interface Piece {
  /** For people: a heading, a file, a row. Two pieces may have one name. */
  readonly name: string;
  readonly text: string;
  /** Columns of a row; empty elsewhere. */
  readonly fields: Readonly<Record<string, string>>;
}

export interface Chunk extends Piece {
  /** From the content alone: it stays the same wherever the chunk moves. */
  readonly id: string;
  /** From 1. */
  readonly index: number;
}

/** Numbers the pieces and gives them their ids; pieces with the same content are told apart by their order. */
export function toChunks(pieces: readonly Piece[]): Chunk[] {
  const seen = new Map<string, number>();
  return pieces.map((piece, at) => {
    const digest = contentId(piece);
    const count = (seen.get(digest) ?? 0) + 1;
    seen.set(digest, count);
    return { ...piece, id: count === 1 ? digest : `${digest}-${count}`, index: at + 1 };
  });
}

function contentId({ text, fields }: Piece): string {
  const hash = createHash('sha256').update(text);
  for (const [name, value] of Object.entries(fields)) hash.update(`\0${name}\0${value}`);
  return hash.digest('hex').slice(0, 12);
}
