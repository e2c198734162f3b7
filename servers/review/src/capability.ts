import { defineCapability } from '@codex-pro/capability';
import { reviewRequestSchema } from './job-request.ts';
import { reviewPartSchema } from './review/finding.ts';

/** Reviews as a kind of work. */
export const reviewCapability = defineCapability({
  kind: 'review',
  prefix: 'rev',
  part: reviewPartSchema,
  request: reviewRequestSchema,
  formats: { sarif: 'sarif' },
  work: async () => (await import('./work.ts')).workOnReview,
  rendering: async () => (await import('./rendering.ts')).reviewRendering,
});
