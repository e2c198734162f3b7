import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isNodeTooOld, nodeTooOldHint, nodeTooOldMessage, type Product } from '@codex-pro/capability';
import { stateHome } from '@codex-pro/settings';
import { couldNotRun, type HookAnswer } from './hook-answer.ts';

/**
 * The `Stop` hook of a host: reads the hook's input on stdin, answers on stdout. Ends with 0 whatever happens, since
 * other codes may block: only findings do. While the gate is off nothing but this file is loaded.
 */
export async function stopGate(product: Product): Promise<number> {
  if (!mayBeOn(product.env)) return 0;
  let decision: HookAnswer;
  try {
    const { node } = process.versions;
    if (isNodeTooOld(node)) throw new Error(`${nodeTooOldMessage(node)}. ${nodeTooOldHint}`);
    const { decide } = await import('./decide.ts');
    decision = await decide(await readInput(), product);
  } catch (error) {
    decision = { systemMessage: couldNotRun(error instanceof Error ? error.message : String(error)) };
  }
  await answer(decision);
  // The host waits for the end of the process: nothing that is still being stopped may hold it.
  process.exit(0);
}

/** Only the user's own profile can switch the gate on, so a profile without the word leaves it off. */
function mayBeOn(env: NodeJS.ProcessEnv): boolean {
  try {
    return readFileSync(join(stateHome(env), 'profile.yaml'), 'utf8').includes('gate');
  } catch (error) {
    // What cannot be read is told by whoever needs it; without a profile there is no gate.
    return !(
      error instanceof Error &&
      'code' in error &&
      (error.code === 'ENOENT' || error.code === 'ENOTDIR')
    );
  }
}

const inputWaitMs = 5_000;
const maxInputBytes = 4 * 1024 * 1024;

/** A host closes stdin; somebody at a terminal does not. */
async function readInput(): Promise<string> {
  if (process.stdin.isTTY) return '';
  const stop = setTimeout(() => process.stdin.destroy(new Error('stdin stayed open.')), inputWaitMs);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of process.stdin) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maxInputBytes) throw new Error('the input of the hook is too long.');
    }
  } finally {
    clearTimeout(stop);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function answer(decision: HookAnswer): Promise<void> {
  if (decision === null) return;
  await new Promise<void>((resolve) => {
    process.stdout.write(`${JSON.stringify(decision)}\n`, () => resolve());
  });
}
