/** Which program this is: what jobs are started with, and what is named in messages. */
export interface Product {
  /** The server's name: `review`. */
  readonly name: string;
  readonly version: string;
  /** Absolute path of the running entry file, whose `work <job-id>` runs its jobs. */
  readonly bundle: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The Node that this product needs: the first with SQLite and type stripping out of their experimental flags. */
export const oldestNode = '22.19';

export function isNodeTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode.split('.').map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

/** What an old Node's user reads: what is wrong, and the fix. */
export function nodeTooOldMessage(version: string): string {
  return `codex-pro needs Node ${oldestNode} or newer, and this is ${version}`;
}

export const nodeTooOldHint =
  'Install a newer Node (https://nodejs.org), see that `node --version` shows it, and start the host again.';
