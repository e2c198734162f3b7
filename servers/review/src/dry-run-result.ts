import { dryRunSchema } from './review/dry-run-schema.ts';
import { reviewPartSchema } from './review/finding.ts';

/** `dry_run` of the envelope: what would be sent, of which target. */
export const dryRunResultSchema = dryRunSchema.extend({ target: reviewPartSchema.shape.target });
