import { ConfigError } from '@codex-pro/runtime';

/** Primary result codes, https://sqlite.org/rescode.html */
const codes = {
  perm: 3,
  busy: 5,
  locked: 6,
  readonly: 8,
  ioerr: 10,
  corrupt: 11,
  full: 13,
  cantopen: 14,
  notadb: 26,
};

/** The primary result code of an error of SQLite; undefined for any other error. */
function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  return error.errcode & 0xff;
}

/** Whether SQLite itself said no, for whichever reason. */
export function isSqliteError(error: unknown): boolean {
  return primaryCode(error) !== undefined;
}

/** Somebody else is writing: the same transaction may be tried again. */
export function isBusy(error: unknown): boolean {
  const code = primaryCode(error);
  return code === codes.busy || code === codes.locked;
}

/** The file is no database, or a damaged one. */
export function isDamaged(error: unknown): boolean {
  const code = primaryCode(error);
  return code === codes.corrupt || code === codes.notadb;
}

const conditions = new Map<number, { what: string; hint: string }>([
  [
    codes.busy,
    { what: 'stayed locked by another process', hint: 'Find the process that holds it and stop it.' },
  ],
  [codes.full, { what: 'could not be written: the disk is full', hint: 'Free some space and try again.' }],
  [codes.readonly, { what: 'is read-only', hint: 'Make the state folder writable, or set CODEX_PRO_HOME.' }],
  [codes.perm, { what: 'may not be opened', hint: 'Give yourself access to it, or set CODEX_PRO_HOME.' }],
  [
    codes.cantopen,
    { what: 'cannot be opened', hint: 'Make the state folder writable, or set CODEX_PRO_HOME.' },
  ],
  [codes.ioerr, { what: 'could not be read or written', hint: 'Check the disk and its free space.' }],
  [codes.corrupt, { what: 'is damaged', hint: 'Move it away; the list is rebuilt from the job folders.' }],
  [
    codes.notadb,
    { what: 'is not a database', hint: 'Move it away; the list is rebuilt from the job folders.' },
  ],
]);

/** Conditions of the operator's machine become ConfigError `not_configured`; anything else stays what it is. */
export function toStoreError(error: unknown, path: string): unknown {
  const condition = conditions.get(primaryCode(error) ?? -1);
  if (condition === undefined) return error;
  const { what, hint } = condition;
  return new ConfigError('not_configured', `The job store ${path} ${what}.`, { hint, cause: error });
}

/** Whether what `toStoreError` made stands for a lock that somebody held too long. */
export function isLocked(error: unknown): boolean {
  return error instanceof ConfigError && isBusy(error.cause);
}
