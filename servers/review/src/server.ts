import type { ServerDefinition } from '@codex-pro/capability';
import { instructions } from './instructions.ts';
import { adversarialReviewTool } from './tools/adversarial-review.ts';
import { reviewTool } from './tools/review.ts';

export const server: ServerDefinition = {
  title: 'Codex review',
  instructions,
  tools: [reviewTool, adversarialReviewTool],
};
