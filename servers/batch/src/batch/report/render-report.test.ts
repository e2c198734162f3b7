import { expect, test } from 'vitest';
import { sampleReport } from '../../testing/sample-report.ts';
import { renderReport } from './render-report.ts';

test('a report holds its figures and every chunk, runs nothing and loads nothing', () => {
  const html = renderReport(sampleReport(30));
  expect(html).not.toMatch(/<script|<[^>]*\son\w+=|https?:|@import|url\(/);
  expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;more&#39;');
  expect(html.match(/<tr class=/g)).toHaveLength(30);
  expect(html.match(/<svg /g)).toHaveLength(3);
  expect(html).toContain('href="1%20%23-chapter.md"');
  expect(html).toContain('<dt>cost</dt><dd>$1.2345</dd>');
});

test('a report of nothing says so', () => {
  const { run, outcome } = sampleReport(1);
  const html = renderReport({ run, outcome, records: [] });
  expect(html).toContain('No chunk was sent.');
});

test('ten thousand chunks stay a page that opens', () => {
  expect(renderReport(sampleReport(10_000)).length).toBeLessThan(4_000_000);
});
