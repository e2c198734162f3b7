import * as z from 'zod';

const place = z.object({
  fingerprint: z.string(),
  priority: z.int(),
  title: z.string(),
  file: z.string(),
  line_start: z.int(),
});

/** The envelope's `merged`: who found what. The findings themselves stand in `review`. */
export const mergedPartSchema = z.object({
  sources: z.array(z.object({ source: z.string(), findings: z.int() })),
  consensus: z.array(place).describe('Found by Codex and by Claude'),
  claude_only: z.array(place),
  codex_only: z.array(place),
  overturned: z.array(place).describe('Refuted by the devil’s advocate; the reason stands in review.refuted'),
});
export type MergedPart = z.output<typeof mergedPartSchema>;
