import { inflateRawSync } from 'node:zlib';
import { InputError } from '@codex-pro/runtime';

/** A ZIP file in memory whose parts are known to be small enough. */
export interface ZipArchive {
  readonly names: readonly string[];
  /** The content of a part; null where there is none of that name. Throws InputError where it is damaged. */
  read(name: string): Buffer | null;
}

/** What all parts together may come to, in bytes, and how many there may be. */
const maxTotal = 256 * 1024 * 1024;
const maxEntries = 20_000;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/**
 * Opens an archive (PKWARE APPNOTE 6.3, without ZIP64 and spanning). Its directory says how large the parts are: an
 * archive that would come to too much is refused by that, `target_too_large`, and a part that is larger than it said
 * is refused while it is unpacked. `verify` unpacks every part once, for readers that do not hold to the directory.
 */
export function openZip(bytes: Buffer, path: string, { verify = false } = {}): ZipArchive {
  const entries = new Map(readDirectory(bytes, path).map((entry) => [entry.name, entry]));
  const read = (name: string): Buffer | null => {
    const entry = entries.get(name);
    return entry === undefined ? null : unpack(bytes, entry, path);
  };
  if (verify) for (const name of entries.keys()) read(name);
  return { names: [...entries.keys()], read };
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;

function readDirectory(bytes: Buffer, path: string): Entry[] {
  const end = findEnd(bytes, path);
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  if (count > maxEntries || count === 0xffff) throw bomb(path, `${count} parts`);
  const entries: Entry[] = [];
  let total = 0;
  for (let number = 0; number < count; number += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== entrySignature) throw damaged(path);
    const nameLength = bytes.readUInt16LE(at + 28);
    const entry = {
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    };
    if ((bytes.readUInt16LE(at + 8) & 1) === 1) {
      throw new InputError('input_invalid', `${path} is encrypted.`, {
        hint: 'Save it without a password first.',
      });
    }
    total += entry.size;
    if (total > maxTotal) throw bomb(path, `more than ${maxTotal} bytes`);
    entries.push(entry);
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

/** The end record lies at the end, before a comment of at most 65,535 bytes. */
function findEnd(bytes: Buffer, path: string): number {
  const first = Math.max(0, bytes.length - 22 - 0xffff);
  for (let at = bytes.length - 22; at >= first; at -= 1) {
    if (bytes.readUInt32LE(at) === endSignature) return at;
  }
  throw damaged(path);
}

function unpack(bytes: Buffer, { name, method, packed, size, offset }: Entry, path: string): Buffer {
  if (offset + 30 > bytes.length || bytes.readUInt32LE(offset) !== localSignature) throw damaged(path, name);
  const begin = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  const content = bytes.subarray(begin, begin + packed);
  if (content.length < packed) throw damaged(path, name);
  if (method === 0) return content;
  if (method !== 8) throw damaged(path, name);
  try {
    // Never more than the directory said.
    return inflateRawSync(content, { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    const larger = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    throw larger ? bomb(path, `a part (${name}) that is larger than it says`) : damaged(path, name);
  }
}

function bomb(path: string, what: string): InputError {
  return new InputError('target_too_large', `${path} unpacks to ${what}: it was not unpacked.`, {
    hint: 'It may be a zip bomb. If not, save it without its images.',
  });
}

function damaged(path: string, part?: string): InputError {
  return new InputError(
    'input_invalid',
    `${path} is damaged, or not what its name says${part === undefined ? '' : `: ${part} cannot be read`}.`,
  );
}
