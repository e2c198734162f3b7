import { ConfigError } from '@codex-pro/runtime';

/**
 * An update takes away files that a running server would load later: Claude Code reads a plugin from a clone in place, and
 * the names of the bundles' parts change with what is in them. Undefined for any other error.
 */
export function replacedFiles(error: unknown): ConfigError | undefined {
  const gone = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
  if (!gone) return undefined;
  return new ConfigError(
    'not_configured',
    'codex-pro was updated or removed while this server ran, and what the call needs is not on disk any more.',
    {
      cause: error,
      hint: 'The server ends now. Claude Code starts it anew at the next call; in other hosts start a new session. Jobs that run go on.',
    },
  );
}
