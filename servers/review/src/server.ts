import type { ServerDefinition } from '@codex-pro/capability';
import { instructions } from './instructions.ts';
import { reviewTool } from './tools/review.ts';

export const server: ServerDefinition = {
  title: 'Codex review',
  instructions,
  tools: [reviewTool],
};
