import type { IncomingMessage } from 'node:http';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { Refusal } from './strict/refusal.ts';

const maxWireBytes = 64 * 1024 * 1024;

/** Reads a body whole. Throws a Refusal (413) beyond 64 MB, and whatever the socket throws. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part: Buffer = chunk;
    bytes += part.length;
    if (bytes > maxWireBytes) throw new Refusal('body.size', 'Request body too large', { status: 413 });
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}

/** Undoes the content encoding. Only those in `accepted` are taken; zstd is what the real CLI sends. */
export function decodeBody(bytes: Buffer, encoding: string | undefined, accepted: readonly string[]): string {
  if (encoding === undefined || encoding === 'identity') return bytes.toString('utf8');
  if (!accepted.includes(encoding))
    throw new Refusal('content_encoding', `Unsupported content encoding: ${encoding}`, { status: 415 });
  try {
    const plain = encoding === 'zstd' ? zstdDecompressSync(bytes) : gunzipSync(bytes);
    return plain.toString('utf8');
  } catch {
    // The bytes are not what the header says: that is the client's fault, and zlib's own words add nothing.
    throw new Refusal('content_encoding', `The body is not valid ${encoding}.`);
  }
}

/** Parses a JSON body. Throws a Refusal where it is none. */
export function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the body, which may hold secrets.
    throw new Refusal('body.json', 'We could not parse the JSON body of your request.');
  }
}
