/**
 * Signals a process, or with a negative number a process group. It may have ended by itself in between (ESRCH), or be
 * another user's by now, where nothing confines commands (EPERM, after `sudo`).
 */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
