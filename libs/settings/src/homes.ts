import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where codex-pro keeps its state: CODEX_PRO_HOME, else `~/.codex-pro`. Absolute; nothing is created. */
export function stateHome(env: NodeJS.ProcessEnv): string {
  return home(env, env['CODEX_PRO_HOME'], '.codex-pro');
}

/** Where the Codex CLI keeps its own: CODEX_HOME, else `~/.codex`. Absolute; nothing is created. */
export function codexHome(env: NodeJS.ProcessEnv): string {
  return home(env, env['CODEX_HOME'], '.codex');
}

/** The user's own settings, in the state folder. */
export function userProfilePath(home: string): string {
  return join(home, 'profile.yaml');
}

function home(env: NodeJS.ProcessEnv, named: string | undefined, folder: string): string {
  const user = env['HOME'] || env['USERPROFILE'] || homedir();
  if (named === undefined || named === '') return join(user, folder);
  // Hosts hand over the words of their config files, where no shell has expanded the tilde.
  return named === '~' || named.startsWith('~/') ? join(user, named.slice(1)) : resolve(named);
}
