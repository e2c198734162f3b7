import { createHash } from 'node:crypto';
import type { Engine } from './running/engine.ts';

/** Changes exactly when an output may: with the question, the schema, and whom it goes to. */
export function fingerprintOf(
  questionDigest: string,
  schema: Readonly<Record<string, unknown>> | null,
  { model, effort, tier }: Engine['identity'],
): string {
  const parts = JSON.stringify([questionDigest, schema, model, effort, tier]);
  return createHash('sha256').update(parts).digest('hex').slice(0, 32);
}
