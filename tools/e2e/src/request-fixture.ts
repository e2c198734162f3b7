import { fileURLToPath } from 'node:url';
import type { RecordedMode } from './recorded-request.ts';

const folder = new URL('../../../libs/codex/src/dialects/fixtures/', import.meta.url);

/** Where the shape of a recorded request is kept: the client's own tests hold its requests against it. */
export function fixturePath(mode: RecordedMode): string {
  return fileURLToPath(new URL(`${mode}.json`, folder));
}
