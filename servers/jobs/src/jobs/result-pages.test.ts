import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pagesOf } from './result-pages.ts';

const size = (value: unknown) => JSON.stringify(value).length;

test('a result that fits is one page, as it is', () => {
  const result = { summary: 'short', review: { findings: [1, 2] } };
  expect(pagesOf(result, 1_000)).toEqual([result]);
});

test('short values stand on every page, lists go on', () => {
  const findings = Array.from({ length: 40 }, (_, at) => ({ title: `finding ${at}`, body: 'x'.repeat(200) }));
  const pages = pagesOf(
    { schema: 'codex-pro/1', review: { verdict: 'approve', findings }, not_done: [] },
    4_000,
  );
  expect(pages.length).toBeGreaterThan(2);
  for (const page of pages) {
    expect(page).toMatchObject({ schema: 'codex-pro/1', review: { verdict: 'approve' }, not_done: [] });
    expect(size(page)).toBeLessThanOrEqual(4_000);
  }
  const joined = pages.flatMap((page) => (page['review'] as { findings: unknown[] }).findings);
  expect(joined).toEqual(findings);
});

test('a text that is longer than a page goes on too, and no character is cut in two', () => {
  const answer = '🙂 "quoted"\n'.repeat(500);
  const pages = pagesOf({ summary: 's', rescue: { answer } }, 2_000);
  const texts = pages.map((page) => (page['rescue'] as { answer: string }).answer);
  expect(texts.join('')).toBe(answer);
  for (const text of texts) expect(text.isWellFormed()).toBe(true);
});

test('whatever the lists hold, each page fits and together they hold it all, in order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 300 }), { maxLength: 60 }),
      fc.array(fc.record({ what: fc.string({ maxLength: 100 }), why: fc.string({ maxLength: 100 }) }), {
        maxLength: 60,
      }),
      fc.string({ maxLength: 9_000 }),
      fc.integer({ min: 3_000, max: 20_000 }),
      (findings, notDone, log, max) => {
        const pages = pagesOf({ id: 'a', part: { findings, log }, not_done: notDone }, max);
        const parts = pages.map((page) => page['part'] as { findings?: unknown[]; log?: string });
        for (const page of pages) expect(size(page)).toBeLessThanOrEqual(max);
        const repeated = pages.length === 1 || size(findings) <= 1_500;
        if (!repeated) expect(parts.flatMap((part) => part.findings ?? [])).toEqual(findings);
        if (size(log) > 1_500) expect(parts.map((part) => part.log ?? '').join('')).toBe(log);
        if (size(notDone) > 1_500) expect(pages.flatMap((page) => page['not_done'])).toEqual(notDone);
      },
    ),
  );
});
