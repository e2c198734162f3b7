import type { Readable, Writable } from 'node:stream';
import { answerHandshake, type Handshake } from './handshake.ts';

/** Where the SDK's server goes on. */
export interface Handed {
  /** Requests that it will read again and that have been answered: its answers to them are left out. */
  readonly answered: readonly (string | number)[];
}

/**
 * Answers the handshake from what was recorded, until a message comes that needs more. Everything that the SDK's server has
 * to read (the introduction, this message, what follows) is put back into stdin, which is left paused. Pending for ever
 * where the host only lists tools; the caller watches for the end of stdin.
 */
export function shakeHands(stdin: Readable, wire: Writable, handshake: Handshake): Promise<Handed> {
  let unread: Buffer = Buffer.alloc(0);
  const introduction: Buffer[] = [];
  const answered: (string | number)[] = [];
  return new Promise((resolve) => {
    const onData = (chunk: Buffer): void => {
      unread = unread.length === 0 ? chunk : Buffer.concat([unread, chunk]);
      for (let end = unread.indexOf(lineFeed); end !== -1; end = unread.indexOf(lineFeed)) {
        const line = unread.subarray(0, end + 1);
        const step = answerHandshake(handshake, parsed(line));
        if (step === undefined) {
          stdin.off('data', onData);
          stdin.pause();
          stdin.unshift(Buffer.concat([...introduction, unread]));
          resolve({ answered });
          return;
        }
        unread = unread.subarray(end + 1);
        if (step.type === 'notification' || step.state) introduction.push(line);
        if (step.type === 'notification') continue;
        if (step.state) answered.push(step.id);
        wire.write(`${JSON.stringify({ jsonrpc: '2.0', id: step.id, ...step.answer })}\n`);
      }
    };
    stdin.on('data', onData);
  });
}

const lineFeed = 0x0a;

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'));
  } catch {
    // No message at all: the SDK's server reports it.
    return undefined;
  }
}
