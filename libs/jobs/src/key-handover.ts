import { createReadStream } from 'node:fs';
import * as z from 'zod';

/** The descriptor that a worker inherits where its starter hands something over. */
export const keyDescriptor = 3;
/** Tells a worker that something waits there; holds the descriptor's number, nothing else. */
export const keyDescriptorVariable = 'CODEX_PRO_HANDOVER';

/** What a starter gives its worker in memory: an environment can be read by every process of the user. */
export interface Handover {
  readonly apiKey?: string | undefined;
  /** Variables that hold a secret: proxies with credentials in their URL. */
  readonly variables: Readonly<Record<string, string>>;
}

const message = z.object({
  apiKey: z.string().min(1).optional(),
  variables: z.record(z.string(), z.string()),
});

export function sealHandover(handover: Handover): string {
  return JSON.stringify(handover);
}

/** What the starter handed over; nothing where it had nothing, or died before it wrote. */
export async function readHandover(env: NodeJS.ProcessEnv): Promise<Handover> {
  const nothing = { variables: {} };
  if (env[keyDescriptorVariable] !== String(keyDescriptor)) return nothing;
  let text = '';
  for await (const chunk of createReadStream('', { fd: keyDescriptor, encoding: 'utf8' })) text += chunk;
  return text === '' ? nothing : message.parse(JSON.parse(text));
}
