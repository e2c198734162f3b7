import { defineCapability } from '@codex-pro/capability';
import { rescueRequestSchema } from './job-request.ts';
import { rescuePartSchema } from './rescue/part.ts';

/** Tasks handed over, as a kind of work. */
export const rescueCapability = defineCapability({
  kind: 'rescue',
  prefix: 'rsc',
  resumes: true,
  part: rescuePartSchema,
  request: rescueRequestSchema,
  given: [{ kind: 'transcript', name: 'transcript.jsonl' }],
  formats: { patch: 'patch' },
  work: async () => (await import('./work.ts')).workOnRescue,
  rendering: async () => (await import('./rendering.ts')).rescueRendering,
});
