import { spawn } from 'node:child_process';
import type { CommandEnd, CommandRunner } from '../commands/command-runner.ts';

/** Real processes without any confinement, for tests of what is around them. */
export function processRunner(): CommandRunner {
  return {
    start({ command, cwd, input = false, signal }) {
      const child = spawn('/bin/sh', ['-c', `exec 2>&1\n${command}`], {
        cwd,
        stdio: [input ? 'pipe' : 'ignore', 'pipe', 'ignore'],
        detached: true,
      });
      const { pid } = child;
      const signalGroup = (name: NodeJS.Signals) => {
        if (pid !== undefined && child.exitCode === null && child.signalCode === null)
          process.kill(-pid, name);
      };
      const kill = () => signalGroup('SIGKILL');
      signal.addEventListener('abort', kill, { once: true });
      const ended = Promise.withResolvers<CommandEnd>();
      child.once('close', (code, by) => {
        signal.removeEventListener('abort', kill);
        ended.resolve({ code, signal: by, broken: null });
      });
      child.stdin?.on('error', () => undefined);
      return Promise.resolve({
        onOutput: (listener) => child.stdout?.on('data', listener),
        write: (text) => child.stdin !== null && (child.stdin.write(text) || child.stdin.writable),
        endInput: () => child.stdin?.end(),
        interrupt: () => signalGroup('SIGINT'),
        kill,
        ended: ended.promise,
      });
    },
  };
}
