/** What commands inherit: where programs are, and how to write. Nothing that could be a secret. */
const inherited = [
  'PATH',
  'LANG',
  'LANGUAGE',
  'LC_ALL',
  'LC_CTYPE',
  'TZ',
  'TERM',
  'USER',
  'LOGNAME',
  'JAVA_HOME',
  'GOROOT',
  'CARGO_HOME',
  'RUSTUP_HOME',
  'NVM_DIR',
  'PYENV_ROOT',
  'SDKMAN_DIR',
  'VIRTUAL_ENV',
  'CI',
];

const secret = /KEY|TOKEN|SECRET|PASSW|CREDENTIAL|AUTH/i;

/**
 * The environment of commands, by allow list; `more` names further variables that the user's profile lets through.
 * The home folder is not there for them: HOME is `home`, an empty folder.
 */
export function commandEnvironment(
  host: NodeJS.ProcessEnv,
  { home, temporary, more = [] }: { home: string; temporary: string; more?: readonly string[] },
): Record<string, string> {
  const result: Record<string, string> = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: home,
    TMPDIR: temporary,
    TERM: 'dumb',
    NO_COLOR: '1',
    PAGER: 'cat',
    GIT_PAGER: 'cat',
    GIT_TERMINAL_PROMPT: '0',
    CODEX_PRO_SANDBOX: '1',
  };
  for (const name of [...inherited.filter((each) => !secret.test(each)), ...more]) {
    const value = host[name];
    if (value !== undefined && name !== 'TERM') result[name] = value;
  }
  return result;
}
