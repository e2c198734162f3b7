/**
 * Reading fields of JSON that a backend sent. The wire may say anything, so a field that is not of the expected
 * kind reads as absent; whoever needs it decides whether that is a fault.
 */
export type WireRecord = Readonly<Record<string, unknown>>;

export function asRecord(value: unknown): WireRecord | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as WireRecord) : null;
}

export function recordField(value: unknown, name: string): WireRecord | null {
  return asRecord(asRecord(value)?.[name]);
}

export function stringField(value: unknown, name: string): string | null {
  const field = asRecord(value)?.[name];
  return typeof field === 'string' && field !== '' ? field : null;
}

/** A finite number; numbers written as strings (headers, some proxies) count too. */
export function numberField(value: unknown, name: string): number | null {
  return asNumber(asRecord(value)?.[name]);
}

export function asNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

export function booleanField(value: unknown, name: string): boolean | null {
  const field = asRecord(value)?.[name];
  if (typeof field === 'boolean') return field;
  if (field === 'true' || field === 'True') return true;
  if (field === 'false' || field === 'False') return false;
  return null;
}

/** Parses JSON that may be broken; undefined when it is. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Broken JSON is data here: the caller says what it means.
    return undefined;
  }
}
