import { jobsOf, type Product, type ServerDefinition } from '@codex-pro/capability';
import { instructions } from './instructions.ts';

/** The server's tools, for one running program. */
export function createServer(product: Product): ServerDefinition {
  return {
    title: 'Codex review',
    instructions,
    tools: {
      review: async () => (await import('./tools/review.ts')).reviewTool,
      adversarial_review: async () => (await import('./tools/adversarial-review.ts')).adversarialReviewTool,
      merge_findings: async () => (await import('./tools/merge-findings.ts')).mergeFindingsTool(product),
      dismiss_finding: async () => (await import('./tools/dismiss-finding.ts')).dismissFindingTool(product),
    },
    jobs: {
      rev: async () => jobsOf((await import('./capability.ts')).reviewCapability),
      adv: async () => jobsOf((await import('./adversarial-capability.ts')).adversarialCapability),
    },
  };
}
