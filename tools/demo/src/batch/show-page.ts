import { spawn } from 'node:child_process';
import { once } from 'node:events';

const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
  linux: ['xdg-open'],
};

/** Opens a page in the person's browser, where one sits at this terminal. Returns a remark for the line that names it. */
export async function showPage(path: string): Promise<string> {
  const opener = openers[process.platform];
  const seen = process.stdout.isTTY && (process.platform !== 'linux' || process.env['DISPLAY'] !== undefined);
  if (!seen || opener === undefined) return '';
  const [command, ...args] = opener;
  const child = spawn(command, [...args, path], { stdio: 'ignore', detached: true });
  child.unref();
  // Without such a program the path is there to be opened by hand.
  return Promise.race([once(child, 'spawn').then(() => ' (opened)'), once(child, 'error').then(() => '')]);
}
