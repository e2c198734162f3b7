import { parseJson, stringField } from '../wire-fields.ts';

export interface NamedKey {
  /** The variable it was read from: decides where it may go. */
  readonly source: string;
  readonly key: string;
}

/**
 * A key as a starter hands it to a worker: one opaque string that keeps the name of the variable it came from, so
 * that the worker binds it to the same destinations.
 */
export function packKey({ source, key }: NamedKey): string {
  return JSON.stringify({ source, key });
}

/** Reads what `packKey` made; any other string is a key as if from CODEX_PRO_API_KEY. */
export function unpackKey(handed: string): NamedKey {
  const value = handed.startsWith('{') ? parseJson(handed) : undefined;
  const source = stringField(value, 'source');
  const key = stringField(value, 'key');
  return source === null || key === null ? { source: 'CODEX_PRO_API_KEY', key: handed } : { source, key };
}
