import { crc32 } from 'node:zlib';

/** The media type of an image, by its first bytes; null for none that a model is shown. */
export function imageType(bytes: Buffer): string | null {
  const head = bytes.toString('latin1', 0, 12);
  if (head.startsWith(pngSignature)) return 'image/png';
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'image/gif';
  return head.startsWith('RIFF') && head.endsWith('WEBP') ? 'image/webp' : null;
}

/**
 * Whether an image of a type goes on to its end. One that is cut off is refused by the backend, and with it every later
 * request of the conversation that it is part of.
 */
export function isWholeImage(bytes: Buffer, type: string): boolean {
  if (type === 'image/png') return isWholePng(bytes);
  if (type === 'image/webp') return bytes.length > 20 && bytes.readUInt32LE(4) + 8 <= bytes.length;
  const end = type === 'image/gif' ? gifTrailer : jpegEnd;
  return bytes.lastIndexOf(end) >= gifHeaderBytes;
}

const pngSignature = '\x89PNG\r\n\x1a\n';
const jpegEnd = Buffer.from([0xff, 0xd9]);
const gifTrailer = Buffer.from([0x3b]);
/** Signature and logical screen. */
const gifHeaderBytes = 13;

/** Chunks of a length, a name, so many bytes and a checksum, with data, up to the last (PNG 5.3). */
function isWholePng(bytes: Buffer): boolean {
  let hasData = false;
  for (let at = pngSignature.length; at + 12 <= bytes.length; ) {
    const end = at + 8 + bytes.readUInt32BE(at);
    if (end + 4 > bytes.length || crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end))
      return false;
    const name = bytes.toString('latin1', at + 4, at + 8);
    hasData ||= name === 'IDAT';
    if (name === 'IEND') return hasData;
    at = end + 4;
  }
  return false;
}
