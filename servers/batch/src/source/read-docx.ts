import { InputError } from '@codex-pro/runtime';
import { htmlToMarkdown } from './html-to-markdown.ts';
import { readMarkdown } from './read-markdown.ts';
import type { TextDocument } from './source-document.ts';
import { openZip } from './zip-archive.ts';

/** The first bytes of an old Office file, which is also what an encrypted new one is wrapped in. */
const compoundFile = Buffer.from('d0cf11e0a1b11ae1', 'hex');

/** A Word document as Markdown; images are left out. */
export async function readDocx(bytes: Buffer, path: string): Promise<TextDocument> {
  if (bytes.subarray(0, 8).equals(compoundFile)) {
    throw new InputError('input_invalid', `${path} is encrypted, or in the format of old Word (.doc).`, {
      hint: 'Save it as .docx without a password.',
    });
  }
  // mammoth unpacks by itself: what it may find was unpacked once before, within bounds.
  const archive = openZip(bytes, path, { verify: true });
  if (!archive.names.includes('word/document.xml')) {
    throw new InputError('input_invalid', `${path} is no Word document.`);
  }
  const { default: mammoth } = await import('mammoth');
  const { value: html } = await mammoth
    .convertToHtml({ buffer: bytes }, { convertImage: mammoth.images.imgElement(async () => ({ src: '' })) })
    .catch((cause: unknown) => {
      throw new InputError('input_invalid', `${path} is a damaged Word document.`, { cause });
    });
  return readMarkdown(await htmlToMarkdown(html.replaceAll(/<img[^>]*>/g, ''), path), path);
}
