import { createHash } from 'node:crypto';
import type { Finding } from './finding.ts';

/**
 * The same for the same problem when lines move: from the file, the category and the quoted code without white
 * space. Neither numbers nor the model's wording go in.
 */
export function fingerprint(finding: Pick<Finding, 'file' | 'category' | 'quote'>): string {
  const code = finding.quote.replace(/\s+/g, '');
  return createHash('sha256')
    .update(JSON.stringify([finding.file, finding.category, code]))
    .digest('hex')
    .slice(0, 32);
}
