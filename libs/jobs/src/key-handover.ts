import { createReadStream } from 'node:fs';
import * as z from 'zod';

/** The descriptor that a worker inherits where its starter hands over a key. */
export const keyDescriptor = 3;
/** Tells a worker that a key waits there; holds the descriptor's number, nothing else. */
export const keyDescriptorVariable = 'CODEX_PRO_HANDOVER';

const message = z.object({ apiKey: z.string().min(1) });

export function sealKey(apiKey: string): string {
  return JSON.stringify({ apiKey });
}

/** The key that the starter handed over; undefined where there is none, or the starter died before it wrote. */
export async function readHandedKey(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (env[keyDescriptorVariable] !== String(keyDescriptor)) return undefined;
  let text = '';
  for await (const chunk of createReadStream('', { fd: keyDescriptor, encoding: 'utf8' })) text += chunk;
  if (text === '') return undefined;
  return message.parse(JSON.parse(text)).apiKey;
}
