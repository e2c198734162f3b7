import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs one of the programs beside this file, under `wrapper` where given, and returns what it printed as JSON. */
export async function runProgram(
  name: string,
  args: readonly string[],
  wrapper: readonly string[] = [],
): Promise<unknown> {
  const program = fileURLToPath(new URL(name, import.meta.url));
  const [command = process.execPath, ...rest] = [...wrapper, process.execPath, program, ...args];
  const { stdout } = await run(command, rest, { maxBuffer: 64e6 });
  return JSON.parse(stdout);
}
