import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readMarkdown } from './read-markdown.ts';
import { redactDocument } from './redact-document.ts';
import type { SourceDocument } from './source-document.ts';

const key = 'sk-proj-4f9aB27cD81eF60aB39c';
const privateKey = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0B\n'.repeat(3)}-----END PRIVATE KEY-----`;

test('headings stay where they are in a text, whatever was replaced before and in them', async () => {
  const line = fc.constantFrom(
    'plain words',
    `a ${key} b`,
    privateKey,
    `https://me:${'pw1'.repeat(3)}@host/x`,
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
      const text = lines
        .map((each, at) => `${each}\n\n## Part ${at} ${at % 3 === 0 ? key : ''}\n\n`)
        .join('');
      const read = await readMarkdown(text, 'a.md');
      const { document, places } = redactDocument(read);
      if (document.kind !== 'text') throw new Error('A text is expected.');
      expect(document.text).not.toMatch(/sk-proj|MIIEvQ|pw1/);
      const again = await readMarkdown(document.text, 'a.md');
      expect(document.headings).toEqual(again.headings);
      expect(places.length > 0).toBe(document.text !== text);
    }),
  );
});

test('pages and rows say which of them held one; the name of a column tells what its values are', () => {
  const pages: SourceDocument = { kind: 'pages', path: 'a.pdf', pages: ['one', `two ${key}`, 'three'] };
  expect(redactDocument(pages)).toEqual({
    document: { ...pages, pages: ['one', 'two [redacted:openai_key]', 'three'] },
    places: [2],
  });
  const rows: SourceDocument = {
    kind: 'rows',
    path: 'a.csv',
    rows: [
      { number: 1, fields: { word: 'x', 'say "it"': 'y' } },
      { number: 4, fields: { api_key: 'a1b2c3d4e5f6g7h8', note: `with ${key}` } },
    ],
  };
  const { document, places } = redactDocument(rows);
  expect(places).toEqual([4]);
  expect(document).toMatchObject({
    rows: [
      rows.rows[0],
      { fields: { api_key: '[redacted:assignment]', note: 'with [redacted:openai_key]' } },
    ],
  });
});
