import { ConfigError } from '@codex-pro/runtime';

/** For what goes wrong while the state of a workspace is recorded: a full disk is said so, all else is thrown on. */
export function orDiskFull(folder: string, when: keyof typeof words): (error: unknown) => never {
  return (error) => {
    if (!saysSo(error)) throw error;
    throw new ConfigError('not_configured', `The disk of ${folder} is full: ${words[when]}`, {
      hint: hints[when],
      cause: error,
    });
  };
}

const words = {
  before:
    'the files of the workspace could not be recorded. Nothing was run, and nothing of yours was changed.',
  after:
    'what the job changed could not be recorded. The files are as it left them, and nothing of it is lost.',
} as const;

const hints = {
  before: 'Make room, lower rescue.undo.ignored in your profile, or set CODEX_PRO_HOME to another disk.',
  after: 'Make room, then retry_job: it asks the model for nothing that is there already.',
} as const;

/** git tells by its words, which are English here (`LC_ALL`), the system by a code. */
function saysSo(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : null;
  if (code === 'ENOSPC' || code === 'EDQUOT') return true;
  return /No space left on device|Disk quota exceeded/.test(`${error.message}\n${String(error.cause)}`);
}
