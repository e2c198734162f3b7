export const chunkings = ['auto', 'heading', 'chapter', 'pages', 'tokens', 'file', 'row'] as const;
export type Chunking = (typeof chunkings)[number];

export interface ChunkingOptions {
  readonly by: Chunking;
  /** Level of heading down to which to cut; by default what divides the text. */
  readonly level: number | undefined;
  readonly chunkTokens: number;
  /** Whether somebody asked for that size, so that it also binds where structure decides. */
  readonly sizeGiven: boolean;
  readonly overlapTokens: number;
}
