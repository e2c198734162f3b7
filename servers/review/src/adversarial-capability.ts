import { defineCapability } from '@codex-pro/capability';
import { adversarialPartSchema } from './adversarial/adversarial-part.ts';
import { reviewRequestSchema } from './job-request.ts';

/** Adversarial reviews: of the kind review, with their settings, breaker and worker, and a part of their own. */
export const adversarialCapability = defineCapability({
  kind: 'review',
  prefix: 'adv',
  partName: 'adversarial',
  part: adversarialPartSchema,
  request: reviewRequestSchema,
  work: async () => (await import('./adversarial-work.ts')).workOnChallenge,
  rendering: async () => (await import('./adversarial-rendering.ts')).challengeRendering,
});
