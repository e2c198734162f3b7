import { delimiter } from 'node:path';
import { absoluteFolders } from './git-executable.ts';

/**
 * What git may inherit: where the user's own git configuration is (`safe.directory` lives there), temp folders, and
 * what Windows programs need. No `GIT_*` of the host: `GIT_DIR` or `GIT_INDEX_FILE` would show another repository.
 */
export const inherited: readonly string[] = [
  'HOME',
  'USER',
  'LOGNAME',
  'SUDO_UID',
  'XDG_CONFIG_HOME',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'SystemDrive',
  'USERPROFILE',
  'HOMEDRIVE',
  'HOMEPATH',
  'APPDATA',
  'LOCALAPPDATA',
  'ProgramData',
  'PATHEXT',
  'ComSpec',
];

/** One setting: its full name, and its value. */
export type GitSetting = readonly [name: string, value: string];

/**
 * The environment of a git that only reads: no network by any protocol (the environment beats the repository's
 * `protocol.*`), no fetch of missing objects, no prompt, no lock, English messages.
 */
export function gitEnvironment(
  host: NodeJS.ProcessEnv,
  settings: readonly GitSetting[],
): Record<string, string> {
  const env: Record<string, string> = {
    PATH: absoluteFolders(host['PATH']).join(delimiter),
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_PAGER: 'cat',
    GIT_CONFIG_COUNT: String(settings.length),
  };
  for (const name of inherited) {
    const value = host[name];
    if (value !== undefined) env[name] = value;
  }
  for (const [index, [name, value]] of settings.entries()) {
    env[`GIT_CONFIG_KEY_${index}`] = name;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return env;
}

/** Comes before every subcommand. What a repository's own configuration could start is off; paths are never patterns. */
export const gitFlags: readonly string[] = [
  '--no-pager',
  '--literal-pathspecs',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.quotePath=false',
  '-c',
  'safe.bareRepository=explicit',
];
