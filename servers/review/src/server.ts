import type { Product, ServerDefinition } from '@codex-pro/capability';
import { instructions } from './instructions.ts';
import { adversarialReviewTool } from './tools/adversarial-review.ts';
import { dismissFindingTool } from './tools/dismiss-finding.ts';
import { mergeFindingsTool } from './tools/merge-findings.ts';
import { reviewTool } from './tools/review.ts';

/** The server's tools, for one running program. */
export function createServer(product: Product): ServerDefinition {
  return {
    title: 'Codex review',
    instructions,
    tools: [reviewTool, adversarialReviewTool, mergeFindingsTool(product), dismissFindingTool(product)],
  };
}
