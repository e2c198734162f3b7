import { stripVTControlCharacters } from 'node:util';
import { textColumns } from '@codex-pro/terminal';
import { describe, expect, it } from 'vitest';
import { renderMarkdown } from './render-markdown.ts';
import { renderTerminal } from './render-terminal.ts';
import { reportFixture } from './report-fixture.ts';
import { shortenReview } from './shorten-review.ts';

const { report, frames } = reportFixture();
const [someFinding] = report.part?.findings ?? [];
if (someFinding === undefined || report.part === null) throw new Error('The fixture has findings.');
const part = report.part;
const hostile = '\u001b[2J\u001b]8;;http://evil.example\u0007x\u202e\u200b';
const hostileReport = {
  ...report,
  summary: hostile,
  not_done: [{ what: hostile, why: `binary: ${hostile}` }],
  part: {
    ...part,
    findings: [
      {
        ...someFinding,
        title: hostile,
        body: `${hostile}\n<script>alert(1)</script>\n\`\`\`\nopen`,
        category: hostile,
        file: hostile,
        quote: hostile,
        replacement: `${hostile}\n\`\`\`\n`,
      },
    ],
  },
};

describe('result.md', () => {
  it('says the verdict, then the findings with their code, then what was not done and what it cost', () => {
    expect(renderMarkdown(report, frames)).toMatchSnapshot();
  });

  it('shows the quotes where there are no frames', () => {
    expect(renderMarkdown(report)).toContain(
      '> 4  │   for (let at = 0; at < items.length - size; at += size) {',
    );
  });

  it('says what went wrong where there is no review', () => {
    const text = renderMarkdown({
      ...report,
      summary: 'The backend did not answer.',
      part: null,
      error: { code: 'upstream_failed', message: 'No answer.', hint: 'Try again.' },
    });
    expect(text).toMatch(
      /^# Review: no review\n\nThe backend did not answer.\n\n\*\*upstream_failed\*\*: No answer. Try again.\n/,
    );
    expect(text).not.toMatch(/approve/i);
  });

  it('says in a terminal once what went wrong', () => {
    const error = { code: 'upstream_failed' as const, message: 'No answer.', hint: 'Try again.' };
    const text = renderTerminal(
      { ...report, summary: error.message, part: null, error },
      { columns: 80, color: false },
    );
    expect(text).toMatch(/^No review\n\nupstream_failed\n {2}No answer. Try again.\n/);
    expect(text.match(/No answer/g)).toHaveLength(1);
  });

  it('of a dry run names no verdict and no spending', () => {
    const usage = { ...report.usage, requests: 0, attempts: 0 };
    const dry = {
      ...report,
      job: null,
      part: null,
      limits: null,
      usage,
      dry_run: {},
      summary: 'Dry run: nothing was sent.',
    };
    expect(renderMarkdown({ ...dry, not_done: [] })).toBe(
      '# Review: dry run\n\nDry run: nothing was sent.\n',
    );
    expect(renderTerminal({ ...dry, artifacts: [] }, { columns: 80, color: false })).toMatch(
      /^Dry run: nothing was sent.\n\nNot done\n/,
    );
  });

  it('lets nothing of a model or a file name be more than text', () => {
    const text = renderMarkdown(hostileReport);
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202e\u200b]/u);
    expect(text).not.toContain('<script');
    expect(text).toContain('<U+202E>');
    const fences = text.split('\n').filter((line) => /^`{3,}/.test(line));
    expect(fences.at(-1)).toBe('````');
    expect(text.slice(text.lastIndexOf('````'))).toContain('## Not done');
  });
});

describe('a review in a terminal', () => {
  it('reads as it should at 90 columns', () => {
    expect(renderTerminal(report, { columns: 90, color: false }, frames)).toMatchSnapshot();
  });

  it('has colours only when it may, and the same text either way', () => {
    const plain = renderTerminal(report, { columns: 90, color: false }, frames);
    const colored = renderTerminal(report, { columns: 90, color: true }, frames);
    expect(plain).not.toContain('\u001b');
    expect(colored).toContain('\u001b[31m');
    expect(stripVTControlCharacters(colored)).toBe(plain);
  });

  it.each([40, 60, 90, 120])('keeps to %d columns, but for words that are longer', (columns) => {
    const text = renderTerminal(report, { columns, color: false }, frames);
    const tooLong = text
      .split('\n')
      .filter((line) => textColumns(line) > columns && / .* /.test(line.trim()));
    expect(tooLong).toEqual([]);
  });

  it('cannot be made to obey what it shows', () => {
    const text = renderTerminal(hostileReport, { columns: 90, color: false });
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202e\u200b]/u);
    expect(text).toContain('<U+001B>[2J');
  });

  it('counts wide characters as two columns', () => {
    expect([textColumns('漢字'), textColumns('e\u0301'), textColumns('😀'), textColumns('abc')]).toEqual([
      4, 1, 2, 3,
    ]);
  });
});

describe('a shortened review', () => {
  it('loses paths first, then refuted claims and the last findings, and never the verdict', () => {
    const files = Array.from({ length: 90 }, (_, at) => `f${at}`);
    let current = { ...part, target: { ...part.target, files } };
    const cuts: string[] = [];
    for (let next = shortenReview(current); next !== undefined; next = shortenReview(current)) {
      current = next.part;
      cuts.push(next.what);
    }
    expect(cuts).toEqual([
      "45 of the target's paths",
      "23 of the target's paths",
      "2 of the target's paths",
      'refuted claim Pages share their items (src/pager.ts:5)',
      'finding A missing user is undefined, not null <img src=x> (src/find user.ts:5)',
      'finding Orders are written without the lock (src/save.ts:2)',
      'finding The last page is dropped (src/pager.ts:4-5)',
      'finding Bind `name` instead of pasting it into the SQL (src/find user.ts:4)',
    ]);
    expect(current).toMatchObject({ verdict: 'needs_attention', findings: [], coverage: part.coverage });
  });
});
