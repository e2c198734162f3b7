import { promisify } from 'node:util';
import type { RequestBody } from './request-body.ts';

export interface EncodedBody {
  readonly body: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** The body as bytes: zstd where it is wanted and this Node has it (22.15 and later), else plain JSON. */
export async function encodeBody(body: RequestBody, compress: boolean): Promise<EncodedBody> {
  const text = JSON.stringify(body);
  if (!compress) return { body: text, headers: {} };
  const zlib = await import('node:zlib');
  if (typeof zlib.zstdCompress !== 'function') return { body: text, headers: {} };
  return { body: await promisify(zlib.zstdCompress)(text), headers: { 'content-encoding': 'zstd' } };
}
