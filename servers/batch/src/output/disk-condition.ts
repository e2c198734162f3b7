import { ConfigError } from '@codex-pro/runtime';

const conditions: Readonly<Record<string, string>> = {
  ENOSPC: 'its disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'its file system is read-only',
  EACCES: 'writing is not allowed',
  EPERM: 'writing is not allowed',
  EIO: 'its disk failed',
  ENOTDIR: 'a folder in it became a file meanwhile',
  EISDIR: 'a file in it became a folder meanwhile',
};

/** What the output folder's disk is the reason for, as ConfigError `not_configured`; anything else as it is. */
export function toDiskCondition(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const why = conditions[code];
  if (why === undefined) return error;
  return new ConfigError('not_configured', `Nothing can be written to ${folder}: ${why}.`, {
    hint: 'What is done stays. Mend that, then run the same batch again, or retry_batch: only the rest is sent.',
    cause: error,
  });
}
