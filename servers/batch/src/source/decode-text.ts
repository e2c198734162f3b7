import { InputError } from '@codex-pro/runtime';

/** Bytes that are looked at to tell text from other things; what git looks at. */
const lookedAt = 8_000;

/** UTF-8 without its mark, or UTF-16 where its mark says so. Throws InputError for what is no text. */
export function decodeText(bytes: Uint8Array, path: string): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  if (encoding === 'utf-8' && bytes.subarray(0, lookedAt).includes(0)) {
    throw new InputError('input_invalid', `${path} is a binary file, not text.`, {
      hint: 'Give its format where its name does not tell it, or leave it out.',
    });
  }
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
  } catch (cause) {
    throw new InputError('input_invalid', `${path} is not valid UTF-8 text (at byte ${faultAt(bytes)}).`, {
      hint: 'Convert it first, for instance: iconv -f latin1 -t utf-8.',
      cause,
    });
  }
}

/** Where the first sequence of bytes is that is no UTF-8. */
function faultAt(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let at = 0; at < bytes.length; at += 1) {
    try {
      decoder.decode(bytes.subarray(at, at + 1), { stream: true });
    } catch {
      // That it throws here is the answer.
      return at;
    }
  }
  return bytes.length;
}
