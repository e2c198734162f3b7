import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseXml, XmlElement } from '@rgrove/parse-xml';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawSvg } from './draw-svg.ts';
import { columns, layOut, rows } from './lay-out.ts';

const repositoryRoot = fileURLToPath(new URL('../../../../', import.meta.url));
const picture = readFileSync(`${repositoryRoot}docs/demo.svg`, 'utf8');

/** What XML cannot hold. */
const unprintable = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu;

/** The rows of a picture, as they are read. */
const textsOf = (svg: string): string[] => {
  const texts: string[] = [];
  const look = (element: XmlElement): void => {
    if (element.name === 'text') texts.push(element.text);
    for (const child of element.children) if (child instanceof XmlElement) look(child);
  };
  const { root } = parseXml(svg);
  if (root === null) throw new Error('The picture is empty.');
  look(root);
  return texts;
};

test('the picture of the README is well-formed, shows the demo to its end, and names no path of a machine', () => {
  const text = textsOf(picture).join('\n');
  expect(text).toContain('$ npm run demo');
  expect(text).toContain('3 planted bugs found');
  expect(text).toContain('npm run review -- --base main');
  expect(picture).not.toContain(repositoryRoot);
  expect(picture.replaceAll('/tmp/codex-pro-demo', '')).not.toMatch(
    /\/(home|root|Users|tmp|var|work|opt|mnt)\//,
  );
});

test('the picture plays without scripts, and stands still where less motion is wanted', () => {
  expect(picture).not.toMatch(/<script|<foreignObject|href=|url\((?!#)/);
  expect(picture).toContain('@media (prefers-reduced-motion:reduce)');
});

test('whatever is printed, the picture is well-formed and every word is in it', () => {
  const line = fc.record({
    at: fc.double({ min: 0, max: 60, noNaN: true }),
    text: fc.string({ unit: 'binary', maxLength: 200 }),
  });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const laid = layOut(lines.sort((a, b) => a.at - b.at));
      const printable = laid
        .filter(({ text }) => text !== '')
        .map(({ text }) => text.replace(unprintable, ''));
      expect(textsOf(drawSvg('npm run demo', laid))).toEqual(['codex-pro', '$ npm run demo', ...printable]);
    }),
    { numRuns: 100 },
  );
});

test('a row is never wider than the terminal, and loses no word', () => {
  const words = fc.array(fc.stringMatching(/^[a-z>`│.]{1,40}$/), { maxLength: 60 });
  fc.assert(
    fc.property(words, (given) => {
      const text = given.join(' ');
      const laid = layOut([{ at: 0, text }]);
      for (const row of laid) expect(row.text.length).toBeLessThanOrEqual(columns);
      const read = laid.map((row) => row.text).join(' ');
      expect(read.split(/\s+/)).toEqual(text.split(/\s+/));
    }),
  );
});

test('rows scroll up once the terminal is full', () => {
  const lines = Array.from({ length: rows + 3 }, (_, index) => ({ at: index, text: `line ${index}` }));
  const svg = drawSvg('npm run demo', layOut(lines));
  // One row is the prompt: four more than fit.
  expect([...svg.matchAll(/translateY\((-\d+)px\)/g)].map(([, moved]) => Number(moved))).toEqual([
    -19, -38, -57, -76,
  ]);
});
