import { ConfigError } from '@codex-pro/runtime';

const conditions: Readonly<Record<string, { what: string; hint: string }>> = {
  ENOSPC: { what: 'The disk is full', hint: 'Free some space and try again.' },
  EDQUOT: { what: 'The disk quota is used up', hint: 'Free some space and try again.' },
  EROFS: {
    what: 'The file system is read-only',
    hint: 'Set CODEX_PRO_HOME to a folder that can be written.',
  },
  EACCES: { what: 'Writing is not allowed', hint: 'Make the state folder writable, or set CODEX_PRO_HOME.' },
  EPERM: { what: 'Writing is not allowed', hint: 'Make the state folder writable, or set CODEX_PRO_HOME.' },
  EMFILE: { what: 'Too many files are open', hint: 'Raise the limit (ulimit -n).' },
  EIO: { what: 'The disk failed', hint: 'Check the disk.' },
};

/** Conditions of the operator's disk become ConfigError `not_configured`; anything else stays what it is. */
export function toDiskError(error: unknown, path: string): unknown {
  const known = error instanceof Error && 'code' in error;
  const condition = known ? conditions[String(error.code)] : undefined;
  if (condition === undefined) return error;
  return new ConfigError('not_configured', `${condition.what}: ${path}.`, {
    hint: condition.hint,
    cause: error,
  });
}
