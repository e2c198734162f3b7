import { defineCapability } from '@codex-pro/capability';
import { briefArtifact, packArtifact, reviewRequestSchema } from './job-request.ts';
import { reviewPartSchema } from './review/finding.ts';

/** Reviews as a kind of work. */
export const reviewCapability = defineCapability({
  kind: 'review',
  prefix: 'rev',
  part: reviewPartSchema,
  request: reviewRequestSchema,
  given: [packArtifact, briefArtifact],
  formats: { sarif: 'sarif', rdjson: 'rdjson' },
  failOn: {
    choices: ['0', '1', '2', '3'],
    description: 'Exit with 1 where there is a finding of this priority or worse (0 is the worst)',
    fails: ({ findings }, choice) => findings.some(({ priority }) => priority <= Number(choice)),
  },
  work: async () => (await import('./work.ts')).workOnReview,
  rendering: async () => (await import('./rendering.ts')).reviewRendering,
});
