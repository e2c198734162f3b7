import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cutDocuments } from '../batch/chunking/cut-documents.ts';
import type { Grounds } from '../permitted-path.ts';
import { makeDocx, makeEpub, makePdf } from '../testing/make-documents.ts';
import { makeZip } from '../testing/make-zip.ts';
import { findSourceFiles } from './find-source-files.ts';
import { readSource } from './read-source.ts';
import type { SourceFormat } from './source-format.ts';

let folder = '';
let grounds: Grounds;
const { signal } = new AbortController();

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'codex-pro-sources-')));
  grounds = { folder, workspace: folder, allowed: [] };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function put(name: string, content: string | Buffer): Promise<string> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), content);
  return name;
}

async function readAll(source: string | readonly string[], format?: SourceFormat) {
  return readSource(await findSourceFiles([source].flat(), grounds), format, signal);
}

async function read(source: string | readonly string[], format?: SourceFormat) {
  return (await readAll(source, format)).documents;
}

async function names(source: string | readonly string[], by: 'auto' | 'chapter' | 'row' | 'pages' = 'auto') {
  const options = { by, level: undefined, chunkTokens: 2_000, sizeGiven: false, overlapTokens: 0 };
  return cutDocuments(await read(source), options).map(({ name }) => name);
}

const long = 'These are words that stand on a page of the book, enough of them to be text.';

describe('each format gives the pieces that people see in it', () => {
  test('Markdown: headings, but not those in code', async () => {
    const text = '# Book\n\n## One\n\na\n\n```\n## no\n```\n\nTwo *words*\n---\n\nb\n';
    expect(await names(await put('a.md', text))).toEqual(['One', 'Two words']);
  });

  test('Markdown: front matter is no heading, and goes with the first one', async () => {
    const text = '---\ntitle: Mine\ntags: [a]\n---\n\n## One\n\na\n\n## Two\n\nb\n';
    expect(await names(await put('front.md', text))).toEqual(['One', 'Two']);
    const [document] = await read('front.md');
    expect(document?.kind === 'text' && document.headings.map(({ offset }) => offset)).toEqual([
      0,
      text.indexOf('## Two'),
    ]);
    const rules = '---\n\n## One\n\na\n\n---\n\n## Two\n\nb\n';
    expect(await names(await put('rules.md', rules))).toEqual(['opening', 'One', 'Two']);
  });

  test('text: lines that say chapter', async () => {
    const text = `A TALE\n\nCHAPTER I. The Start\n\n${long}\n\nCHAPTER II\n\nin chapter three we see\n`;
    expect(await names(await put('a.txt', text), 'chapter')).toEqual([
      'opening',
      'CHAPTER I. The Start',
      'CHAPTER II',
    ]);
  });

  test('LaTeX: sectioning commands, but not those in comments and verbatim; the preamble is left out', async () => {
    const text =
      '\\documentclass{book}\n\\begin{document}\n\\chapter{One \\emph{x}}\na % \\chapter{no}\n\\begin{verbatim}\n\\chapter{no}\n\\end{verbatim}\n\\chapter*[s]{Two}\nb\n\\end{document}\n';
    expect(await names(await put('a.tex', text))).toEqual(['One x', 'Two']);
    const [document] = await read('a.tex');
    expect(document?.kind === 'text' && document.text).not.toContain('documentclass');
  });

  test('LaTeX that does not parse by itself: lines that are sectioning commands', async () => {
    const text =
      '\\chapter{One}\na } b\n\\begin{lstlisting}\n\\chapter{no}\n\\end{lstlisting}\n% \\chapter{no}\n\\chapter[s]{Two}\nb\n';
    expect(await names(await put('part.tex', text))).toEqual(['One', 'Two']);
  });

  test('HTML: headings, as Markdown, without scripts', async () => {
    const html =
      '<title>t</title><script>bad()</script><h2>One</h2><p>a <b>b</b></p><h2>Two</h2><table><tr><th>x</th></tr><tr><td>1</td></tr></table>';
    expect(await names(await put('a.html', html))).toEqual(['One', 'Two']);
    const [document] = await read('a.html');
    expect(document?.kind === 'text' && document.text).toBe(
      '## One\n\na **b**\n\n## Two\n\n| x |\n| - |\n| 1 |\n',
    );
  });

  test('PDF: pages, several in one chunk where they are short', async () => {
    const pdf = makePdf(Array.from({ length: 3 }, (_, at) => `Page ${at + 1}. ${long}`));
    expect(await names(await put('a.pdf', pdf))).toEqual(['pages 1-3']);
    expect(await names('a.pdf', 'pages')).toEqual(['page 1', 'page 2', 'page 3']);
  });

  test('DOCX: headings', async () => {
    const docx = makeDocx([
      { heading: 1, text: 'One' },
      { text: 'a' },
      { heading: 1, text: 'Two' },
      { text: 'b' },
    ]);
    expect(await names(await put('a.docx', docx))).toEqual(['One', 'Two']);
  });

  test('EPUB: chapters in the order of its spine', async () => {
    const epub = makeEpub([
      { title: 'One', text: 'a' },
      { title: 'Two', text: 'b' },
    ]);
    expect(await names(await put('a.epub', epub))).toEqual(['One', 'Two']);
  });

  test('EPUB: a picture in its spine, names with a percent sign, a place within a chapter', async () => {
    const items = [
      '<item id="p" href="cover.jpg" media-type="image/jpeg"/>',
      '<item id="a" href="100%.xhtml" media-type="application/xhtml+xml"/>',
      '<item id="b" href="text/c%30.xhtml#start" media-type="application/xhtml+xml"/>',
    ];
    const spine = ['p', 'a', 'b'].map((id) => `<itemref idref="${id}"/>`);
    const book = `<package><manifest>${items.join('')}</manifest><spine>${spine.join('')}</spine></package>`;
    const epub = makeEpub([{ title: 'Two', text: 'b' }], {
      'OEBPS/book.opf': book,
      'OEBPS/cover.jpg': '\u00ffJFIF',
      'OEBPS/100%.xhtml': '<html><body><h1>One</h1><p>a</p></body></html>',
    });
    const [document] = await read(await put('odd.epub', epub));
    expect(document?.kind === 'text' && document.text).toBe('# One\n\na\n\n# Two\n\nb\n');
  });

  test('CSV and JSONL: rows, with their columns', async () => {
    await put('a.csv', 'word;id\n"so ""what"", he";7\nnext;8\n');
    await put('a.jsonl', '{"title":"x","n":1}\n\n{"n":[2]}\n');
    expect(await names('a.csv')).toEqual(['7', '8']);
    expect(await names('a.jsonl')).toEqual(['x', 'row 3']);
    const [table] = await read('a.csv');
    expect(table?.kind === 'rows' && table.rows[0]?.fields).toEqual({ word: 'so "what", he', id: '7' });
  });

  test('CSV: a blank after the delimiter and a blank line before are no part of the names', async () => {
    await put('blank.csv', '\ufeff\n\nname; lang\nx;de\n');
    const [table] = await read('blank.csv');
    expect(table?.kind === 'rows' && table.rows).toEqual([{ number: 1, fields: { name: 'x', lang: 'de' } }]);
  });

  test('UTF-16 in both orders, where its mark says so', async () => {
    const little = Buffer.from('\ufeffwords', 'utf16le');
    for (const bytes of [little, Buffer.from(little).swap16()]) {
      const [document] = await read(await put('wide.txt', bytes));
      expect(document?.kind === 'text' && document.text).toBe('words');
    }
  });

  test('a set of files: each by its own format, in the order of their names, hidden ones left out', async () => {
    await put('tree/b.ts', 'export const b = 1;\n');
    await put('tree/a/x.ts', 'export const x = 1;\n');
    await put('tree/.git/no.ts', 'no');
    await put('tree/node_modules/no.ts', 'no');
    await put('tree/.env', 'no');
    await put('tree/.secret/no.ts', 'no');
    expect(await names('tree')).toEqual(['tree/a/x.ts', 'tree/b.ts']);
    expect(await names('tree/**/*.ts')).toEqual(['tree/a/x.ts', 'tree/b.ts']);
    expect(await names(['tree/b.ts', 'tree'])).toEqual(['tree/b.ts', 'tree/a/x.ts']);
  });
});

describe('what is left out is listed', () => {
  test('of a folder, empty and binary files; named by themselves they are refused', async () => {
    await put('mixed/a.txt', 'words');
    await put('mixed/__init__.py', '');
    await put('mixed/logo.png', Buffer.from([0x89, 0x50, 0, 1]));
    const { documents, notDone } = await readAll('mixed');
    expect(documents.map(({ path }) => path)).toEqual(['mixed/a.txt']);
    expect(notDone).toEqual([
      { what: 'mixed/__init__.py', why: expect.stringMatching(/^empty: /) },
      { what: 'mixed/logo.png', why: expect.stringMatching(/^binary: /) },
    ]);
    await expect(readAll(['mixed', 'mixed/__init__.py'])).rejects.toThrow(/is empty/);
  });

  test('pages of a PDF that hold no text', async () => {
    const { documents, notDone } = await readAll(await put('some.pdf', makePdf([long, '', '', long, ''])));
    expect(documents).toHaveLength(1);
    expect(notDone).toEqual([
      { what: 'some.pdf', why: 'empty: pages without text (scanned, pictures or blank): 2, 3, 5.' },
    ]);
  });

  test('files that a LaTeX document includes, unless they are read, too', async () => {
    await put('tex/main.tex', '\\input{one}\n% \\input{no}\nWords \\include{sub/two.tex}\n');
    await put('tex/one.tex', 'One.');
    const { notDone } = await readAll(['tex/main.tex', 'tex/one.tex']);
    expect(notDone).toEqual([
      { what: 'tex/main.tex', why: expect.stringMatching(/not read \(sub\/two\.tex\)/) },
    ]);
  });
});

describe('each of these is refused with one clear error', () => {
  const bomb = makeZip([
    { name: 'mimetype', content: 'application/epub+zip' },
    { name: 'META-INF/container.xml', content: Buffer.alloc(5_000_000), claimedSize: 1000 },
  ]);
  const hugeBomb = makeZip([{ name: 'word/document.xml', content: 'x', claimedSize: 3_000_000_000 }]);
  const chapters = [{ title: 'One', text: 'a' }];
  const cases: readonly [string, string, string | Buffer, string, RegExp][] = [
    ['an empty file', 'bad/empty.md', '', 'target_empty', /empty\.md is empty/],
    ['blanks only', 'bad/blank.md', ' \n\n', 'target_empty', /no text/],
    ['a binary file', 'bad/x.txt', Buffer.from([1, 0, 2]), 'input_invalid', /binary file/],
    [
      'invalid UTF-8',
      'bad/y.md',
      Buffer.from([65, 66, 0xc3, 0x28]),
      'input_invalid',
      /not valid UTF-8.*byte 3/,
    ],
    [
      'invalid UTF-8 far behind, after a character that lies on a border',
      'bad/far.md',
      Buffer.concat([Buffer.from(`a${'é'.repeat(200_000)}`), Buffer.from([0xe9, 0x20])]),
      'input_invalid',
      /byte 400002\)/,
    ],
    ['an encrypted PDF', 'bad/e.pdf', makePdf(['x'], { encrypted: true }), 'input_invalid', /encrypted/],
    ['a scanned PDF', 'bad/s.pdf', makePdf(['', '', '']), 'input_invalid', /no text in its 3 pages/],
    ['no PDF at all', 'bad/n.pdf', 'hello', 'input_invalid', /damaged, or no PDF/],
    ['no zip at all', 'bad/n.epub', 'hello', 'input_invalid', /damaged/],
    [
      'an EPUB without its book',
      'bad/b.epub',
      makeEpub(chapters, { 'OEBPS/book.opf': null }),
      'input_invalid',
      /broken EPUB: OEBPS\/book\.opf is missing/,
    ],
    [
      'an EPUB with broken XML',
      'bad/x.epub',
      makeEpub(chapters, { 'OEBPS/book.opf': '<package' }),
      'input_invalid',
      /broken EPUB/,
    ],
    [
      'an EPUB without a chapter',
      'bad/c.epub',
      makeEpub(chapters, { 'OEBPS/text/c0.xhtml': null }),
      'input_invalid',
      /chapter OEBPS\/text\/c0\.xhtml is missing/,
    ],
    [
      'a protected EPUB',
      'bad/d.epub',
      makeEpub(chapters, {
        'META-INF/encryption.xml': '<encryption><CipherReference URI="OEBPS/text/c0.xhtml"/></encryption>',
      }),
      'input_invalid',
      /DRM/,
    ],
    ['a zip bomb that lies', 'bad/l.epub', bomb, 'target_too_large', /larger than it says/],
    ['a zip bomb that does not', 'bad/h.docx', hugeBomb, 'target_too_large', /more than/],
    [
      'an old Word file',
      'bad/o.docx',
      Buffer.from('d0cf11e0a1b11ae100', 'hex'),
      'input_invalid',
      /encrypted, or in the format of old Word/,
    ],
    [
      'a zip that is no Word document',
      'bad/z.docx',
      makeZip([{ name: 'a', content: 'b' }]),
      'input_invalid',
      /no Word document/,
    ],
    ['a CSV row with too many cells', 'bad/r.csv', 'a,b\n1,2\n1,2,3\n', 'input_invalid', /row 2 has 3 cells/],
    ['a CSV row with a broken quote', 'bad/q.csv', 'a,b\n1,2\n"x,3\n', 'input_invalid', /row 2 is broken/],
    ['two columns of one name', 'bad/t.csv', 'a,a\n1,2\n', 'input_invalid', /two columns/],
    ['a CSV without rows', 'bad/w.csv', 'a,b\n', 'target_empty', /no text/],
    ['a JSONL line that is no JSON', 'bad/j.jsonl', '{"a":1}\n{"a"\n', 'input_invalid', /line 2/],
    ['a JSONL line that is no object', 'bad/k.jsonl', '[1]\n', 'input_invalid', /line 1: a JSON object/],
    [
      'HTML nested without end',
      'bad/deep.html',
      '<b>'.repeat(100_000),
      'input_invalid',
      /nested too deep|no text/,
    ],
  ];
  test.each(cases)('%s', async (_what, name, content, code, message) => {
    await put(name, content);
    const error = await names(name).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test.each([
    ['a missing source', 'nowhere.md', /does not exist/],
    ['a glob that matches nothing', '*.xyz', /matches no file/],
    ['a path outside the workspace', '../outside.md', /does not exist|outside the workspace/],
    ['a link that leads out of it', 'link.md', /outside the workspace/],
  ])('%s', async (_what, source, message) => {
    await symlink('/etc/hostname', join(folder, 'link.md')).catch(() => undefined);
    await expect(read(source)).rejects.toMatchObject({
      code: 'input_invalid',
      message: expect.stringMatching(message),
    });
  });
});
