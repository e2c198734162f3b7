import { defineCapability } from '@codex-pro/capability';
import { batchPartSchema } from './batch/part.ts';
import { batchRequestSchema } from './job-request.ts';

/** Batches as a kind of work. */
export const batchCapability = defineCapability({
  kind: 'batch',
  prefix: 'bat',
  part: batchPartSchema,
  request: batchRequestSchema,
  resumes: true,
  waitsForQuota: true,
  formats: { html: 'html' },
  work: async () => (await import('./work.ts')).workOnBatch,
  rendering: async () => (await import('./rendering.ts')).batchRendering,
});
