import { duration, list, oneOf, size, text, whole } from './kinds-of-value.ts';
import { group, setting } from './setting.ts';

const lowerable = { project: 'lower' } as const;

/** Where toolchains lie in a home folder; nothing in them is a secret. */
const toolchains = [
  '~/.nvm/versions',
  '~/.volta',
  '~/.local/bin',
  '~/.local/lib',
  '~/.local/share/mise',
  '~/.local/share/pnpm',
  '~/.local/share/uv',
  '~/.asdf',
  '~/.bun/bin',
  '~/.deno/bin',
  '~/.cargo/bin',
  '~/.cargo/registry',
  '~/.rustup',
  '~/.pyenv',
  '~/.rbenv',
  '~/.sdkman/candidates',
  '~/.m2/repository',
  '~/.gradle/wrapper',
  '~/go/bin',
  '~/go/pkg/mod',
] as const;

/** What only a rescue has. A project may lower its limits; all else is the user's alone. */
export const rescueSettings = group({
  mode: setting(oneOf('read-only', 'workspace-write', 'full-access'), 'workspace-write', {
    argument: 'mode',
  }),
  isolation: setting(oneOf('auto', 'worktree', 'in-place'), 'auto', { argument: 'isolation' }),
  turns: setting(whole(1, 1_000), 100, { argument: 'max_turns', ...lowerable }),
  check_command: setting(text(4_000), null, { argument: 'check_command' }),
  /** Hosts that commands may reach. */
  network: setting(list(text(253), 100), []),
  /** What commands may read in the home folder, which is hidden otherwise. */
  readable: setting(list(text(4_096), 100), toolchains),
  /** Protected names of the workspace, like `.github`, that may be written all the same. */
  unprotected: setting(list(text(200), 50), []),
  /** Variables that commands get, besides the few that all do. */
  environment: setting(list(text(100), 100), []),
  /** Names of ignored folders that a disposable copy is given, to read. */
  dependencies: setting(list(text(200), 50), [
    'node_modules',
    '.venv',
    'venv',
    'vendor',
    'bower_components',
    '.yarn',
    'deps',
    'Pods',
  ]),
  undo: group({
    /** Of what git ignores, so much is recorded before a job works in place; the rest is there to read only. */
    ignored: setting(size('0b', '16gb'), '256mb'),
  }),
  limits: group({
    memory: setting(size('16mb', '1024gb'), '4gb', lowerable),
    processes: setting(whole(8, 100_000), 512, lowerable),
    file: setting(size('1kb', '1024gb'), '2gb', lowerable),
    /** Of one process, on the processor. */
    cpu: setting(duration('1s', '24h'), '1h', lowerable),
    /** Of one command, by the clock. */
    command: setting(duration('1s', '24h'), '30m', lowerable),
  }),
});
