import { InputError } from '@codex-pro/runtime';

/** Bytes that are looked at to tell text from other things; what git looks at. */
const lookedAt = 8_000;

/** UTF-8 without its mark, or UTF-16 where its mark says so. Throws InputError for what is no text. */
export function decodeText(bytes: Uint8Array, path: string): string {
  const encoding = encodingOf(bytes);
  if (isBinary(bytes)) {
    throw new InputError('input_invalid', `${path} is a binary file, not text.`, {
      hint: 'Give its format where its name does not tell it, or leave it out.',
    });
  }
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
  } catch (cause) {
    throw new InputError(
      'input_invalid',
      `${path} is not valid ${encoding.slice(0, 6).toUpperCase()} text${encoding === 'utf-8' ? ` (at byte ${faultAt(bytes)})` : ''}.`,
      {
        hint: 'Convert it first, for instance: iconv -f latin1 -t utf-8.',
        cause,
      },
    );
  }
}

export function isBinary(bytes: Uint8Array): boolean {
  return encodingOf(bytes) === 'utf-8' && bytes.subarray(0, lookedAt).includes(0);
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** Bytes that are decoded at once in the search for a fault: one by one takes half a minute for 50 MB. */
const blockBytes = 65_536;

/** Where the first sequence of bytes is that is no UTF-8. */
function faultAt(bytes: Uint8Array): number {
  const blocks = new TextDecoder('utf-8', { fatal: true });
  let block = 0;
  while (block < bytes.length && decodes(blocks, bytes.subarray(block, block + blockBytes))) {
    block += blockBytes;
  }
  // From the beginning of the character that the end of the block before may have cut.
  let at = Math.min(block, bytes.length);
  while (at > 0 && isContinuation(bytes[at - 1])) at -= 1;
  if (at > 0 && (bytes[at - 1] ?? 0) >= 0xc0) at -= 1;
  const one = new TextDecoder('utf-8', { fatal: true });
  while (at < bytes.length && decodes(one, bytes.subarray(at, at + 1))) at += 1;
  return at;
}

function decodes(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array): boolean {
  try {
    decoder.decode(bytes, { stream: true });
    return true;
  } catch {
    // That it throws here is the answer.
    return false;
  }
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
