import { InputError } from '@codex-pro/runtime';
import type { PagedDocument } from './source-document.ts';

/** Pages with fewer characters than this, on average, are pictures of text. */
const leastCharacters = 50;
/** Of pdf.js: say nothing on the console; stdout is not ours to speak on. */
const silent = 0;

/** The text of each page. Throws InputError for what is encrypted, scanned or no PDF. */
export async function readPdf(bytes: Buffer, path: string): Promise<PagedDocument> {
  const { extractText, getDocumentProxy } = await import('unpdf');
  const open = async () => {
    const document = await getDocumentProxy(new Uint8Array(bytes), { verbosity: silent });
    try {
      return (await extractText(document, { mergePages: false })).text;
    } finally {
      await document.loadingTask.destroy();
    }
  };
  const pages = await open().catch((cause: unknown) => {
    throw unreadable(cause, path);
  });
  const characters = pages.reduce((sum, page) => sum + page.trim().length, 0);
  if (characters === 0 || (pages.length > 1 && characters / pages.length < leastCharacters)) {
    const count = pages.length === 1 ? '1 page' : `${pages.length} pages`;
    throw new InputError(
      'input_invalid',
      `${path} has no text in its ${count}: it is scanned, or made of pictures.`,
      {
        hint: 'Run it through text recognition first, for instance: ocrmypdf in.pdf out.pdf.',
      },
    );
  }
  return { kind: 'pages', path, pages };
}

function unreadable(cause: unknown, path: string): InputError {
  const name = cause instanceof Error ? cause.name : '';
  if (name === 'PasswordException') {
    return new InputError('input_invalid', `${path} is encrypted: it needs a password to be read.`, {
      hint: 'Save it without a password first, for instance: qpdf --decrypt.',
      cause,
    });
  }
  return new InputError('input_invalid', `${path} is damaged, or no PDF.`, { cause });
}
