import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

/** Prints what the process has used, in microseconds, as the last line on stderr. */
const sayAtExit =
  'data:text/javascript,process.on("exit",()=>{const{user,system}=process.cpuUsage();process._rawDebug(String(user+system))})';

/** Milliseconds of processor time that a Node program takes: other load on the machine is hardly in it. Throws when it fails. */
export async function processorTime(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const child = spawn(process.execPath, ['--import', sayAtExit, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const [code] = await once(child, 'close');
  const text = Buffer.concat(said).toString();
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${text}`);
  return Number(text.trim().split('\n').at(-1)) / 1000;
}

/** Processor time of a running process so far, all its threads, in milliseconds. Linux. */
export function processorTimeOf(pid: number): number {
  // schedstat(5): nanoseconds on a processor come first.
  const nanoseconds = readdirSync(`/proc/${pid}/task`)
    .map((task) => readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8'))
    .map((text) => Number(text.split(' ')[0]));
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6;
}

/** The same of a process and of all its children that have ended, to 10 ms. Linux. */
export function familyTimeOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // proc_pid_stat(5): utime, stime, cutime, cstime are fields 14 to 17, in ticks of 10 ms.
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * 10;
}
