import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { slowStartMs } from './timings.ts';

/** The descriptor that a worker inherits from its starter. */
export const keyDescriptor = 3;
/** Tells a worker that something waits there; holds the descriptor's number, nothing else. */
export const keyDescriptorVariable = 'CODEX_PRO_HANDOVER';

/**
 * What a starter gives its worker in memory: an environment can be read by every process of the user. It comes when the
 * job is there to be claimed, which may be after the worker was started.
 */
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

/**
 * What the starter hands over, as soon as it does; nothing for a worker that was given no descriptor. `gone`: the starter
 * died, or went on without this worker. `silent`: it said nothing for a minute.
 */
export async function readHandover(env: NodeJS.ProcessEnv): Promise<Handover | 'gone' | 'silent'> {
  if (env[keyDescriptorVariable] !== String(keyDescriptor)) return { variables: {} };
  // A socket, where a file would keep a thread of the pool reading for as long as nothing comes.
  const pipe = new Socket({ fd: keyDescriptor, readable: true, writable: false }).setEncoding('utf8');
  const settled = new AbortController();
  const text = await Promise.race([
    textOf(pipe),
    sleep(slowStartMs, null, { signal: settled.signal, ref: false }),
  ]);
  settled.abort();
  pipe.destroy();
  if (text === null) return 'silent';
  return text === '' ? 'gone' : message.parse(JSON.parse(text));
}

async function textOf(pipe: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const part of pipe) text += part;
  return text;
}
