import { isUtf8 } from 'node:buffer';

export type TextEncoding = 'utf8' | 'latin1';

/** UTF-8 where all parts are that, else Latin-1, which keeps every byte apart. A byte order mark stays. */
export function encodingOf(...parts: readonly Uint8Array[]): TextEncoding {
  return parts.every((part) => isUtf8(part)) ? 'utf8' : 'latin1';
}

/** git's own rule: a NUL among the first 8,000 bytes. */
export function looksBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8000).includes(0);
}
