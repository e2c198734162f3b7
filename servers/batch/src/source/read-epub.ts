import { posix } from 'node:path';
import { InputError } from '@codex-pro/runtime';
import { parseXml, type XmlElement } from '@rgrove/parse-xml';
import { htmlToMarkdown } from './html-to-markdown.ts';
import { readMarkdown } from './read-markdown.ts';
import type { TextDocument } from './source-document.ts';
import { openZip, type ZipArchive } from './zip-archive.ts';

/** The chapters of a book in reading order (EPUB 3.3, §5: container, package document, spine), as one Markdown text. */
export async function readEpub(bytes: Buffer, path: string): Promise<TextDocument> {
  const archive = openZip(bytes, path);
  if (isProtected(archive, path)) {
    throw new InputError(
      'input_invalid',
      `${path} is encrypted (protected by DRM): its text cannot be read.`,
    );
  }
  const container = elementsOf(archive, 'META-INF/container.xml', path);
  const packagePath = container
    .find(({ name }) => local(name) === 'rootfile')
    ?.attributes['full-path']?.replace(/^\/+/, '');
  if (packagePath === undefined) throw broken(path, 'its container names no book');
  const book = elementsOf(archive, packagePath, path);
  const items = new Map(
    book.filter(({ name }) => local(name) === 'item').map(({ attributes }) => [attributes['id'], attributes]),
  );
  const chapters: string[] = [];
  for (const { name, attributes } of book) {
    if (local(name) !== 'itemref' || attributes['linear'] === 'no') continue;
    const { href, 'media-type': type = '' } = items.get(attributes['idref']) ?? {};
    if (href === undefined)
      throw broken(path, `its spine names ${attributes['idref']}, which it does not have`);
    // A cover may be a picture by itself: there is nothing to read in it.
    if (/^(image\/(?!svg)|audio\/|video\/|font\/)/i.test(type)) continue;
    const part = posix.join(posix.dirname(packagePath), decoded(href.replace(/#.*$/, '')));
    const markdown = await chapterText(archive, part, path);
    if (markdown.trim() !== '') chapters.push(markdown.trim());
  }
  if (chapters.length === 0) throw broken(path, 'it has no chapters');
  return readMarkdown(`${chapters.join('\n\n')}\n`, path);
}

/** Some makers of books write names with a bare percent sign: those are meant as they stand. */
function decoded(href: string): string {
  try {
    return decodeURIComponent(href);
  } catch {
    // No escape: not a fault of the book that matters.
    return href;
  }
}

async function chapterText(archive: ZipArchive, part: string, path: string): Promise<string> {
  const content = archive.read(part);
  if (content === null) throw broken(path, `its chapter ${part} is missing`);
  return htmlToMarkdown(asHtml(content.toString('utf8')), `${path}, ${part}`);
}

const voidElements = /^(area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i;

/** In XHTML `<title/>` is an empty element; in HTML it would swallow the page. */
function asHtml(xhtml: string): string {
  return xhtml.replaceAll(
    /<([a-z][\w:-]*)(\s[^<>]*)?\/>/gi,
    (whole, name: string, attributes: string = '') =>
      voidElements.test(name) ? whole : `<${name}${attributes}></${name}>`,
  );
}

/** Fonts may be obscured without protecting the text. */
function isProtected(archive: ZipArchive, path: string): boolean {
  if (!archive.names.includes('META-INF/encryption.xml')) return false;
  return elementsOf(archive, 'META-INF/encryption.xml', path).some(({ name, attributes }) => {
    return local(name) === 'CipherReference' && /\.x?html?$/i.test(attributes['URI'] ?? '');
  });
}

function elementsOf(archive: ZipArchive, name: string, path: string): XmlElement[] {
  const content = archive.read(name);
  if (content === null) throw broken(path, `${name} is missing`);
  try {
    const { root } = parseXml(content.toString('utf8'));
    return root === null ? [] : descendants(root);
  } catch (cause) {
    throw broken(path, `${name} is no XML`, cause);
  }
}

function descendants(element: XmlElement): XmlElement[] {
  const inner = element.children.filter((child): child is XmlElement => child.type === 'element');
  return [element, ...inner.flatMap(descendants)];
}

/** Without the prefix of its namespace. */
function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function broken(path: string, why: string, cause?: unknown): InputError {
  return new InputError('input_invalid', `${path} is a broken EPUB: ${why}.`, { cause });
}
