import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Finding, findingSchema } from './finding.ts';
import { renderSarif } from './render-sarif.ts';
import { reportFixture } from './report-fixture.ts';

const { report } = reportFixture();

/**
 * The official schema is of draft 4, whose `id` a later validator does not take; nothing else in it differs. One of its patterns is no
 * Unicode expression.
 */
async function officialSchema() {
  const text = await readFile(new URL('./fixtures/sarif-2.1.0-rtm.5.json', import.meta.url), 'utf8');
  const { id, $schema, ...schema } = JSON.parse(text) as Record<string, unknown>;
  expect([id, $schema]).toEqual([
    expect.stringContaining('sarif-2.1.0'),
    expect.stringContaining('draft-04'),
  ]);
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  formats.default(ajv);
  return ajv.compile(schema);
}

const validate = await officialSchema();

function problems(text: string): unknown[] {
  return validate(JSON.parse(text)) ? [] : (validate.errors ?? []);
}

describe('result.sarif', () => {
  it('holds to the official schema', () => {
    expect(problems(renderSarif(report, '0.1.0'))).toEqual([]);
    expect(problems('{"version":"2.1.0","runs":[{"tool":{"driver":{}}}]}')).not.toEqual([]);
  });

  it('ranks, places and names the findings', () => {
    const [run] = JSON.parse(renderSarif(report, '0.1.0')).runs;
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
      'contract',
      'correctness',
      'reliability',
      'security',
    ]);
    expect(run.results.map(({ level }: { level: string }) => level)).toEqual([
      'error',
      'error',
      'error',
      'warning',
    ]);
    expect(run.originalUriBaseIds).toEqual({ SRCROOT: { uri: 'file:///work/my%20shop/' } });
    expect(run.invocations[0]).toMatchObject({
      executionSuccessful: true,
      startTimeUtc: '2026-11-20T09:00:00.100Z',
    });
    expect(run.results[0].locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: 'src/find%20user.ts', uriBaseId: 'SRCROOT' },
      region: { startLine: 4, endLine: 4 },
    });
  });

  it('says when there was no review', () => {
    const text = renderSarif(
      { ...report, part: null, job: null, error: { code: 'timed_out', message: 'Too slow.' } },
      '0.1.0',
    );
    expect(problems(text)).toEqual([]);
    const [run] = JSON.parse(text).runs;
    expect(run.invocations[0].executionSuccessful).toBe(false);
    expect(run.invocations[0].toolExecutionNotifications[0]).toEqual({
      level: 'error',
      message: { text: 'timed_out: Too slow.' },
    });
  });

  it('keeps its fingerprint when lines move, the model finds other words, or white space changes', () => {
    const prints = (change: Partial<Finding>) => {
      const part = report.part;
      const findings = (part?.findings ?? []).map((finding) => ({ ...finding, ...change }));
      const text = renderSarif({ ...report, part: part === null ? null : { ...part, findings } }, '0.1.0');
      return JSON.parse(text).runs[0].results.map(
        (one: { partialFingerprints: unknown }) => one.partialFingerprints,
      );
    };
    const same = prints({});
    expect(new Set(same.map((print: unknown) => JSON.stringify(print))).size).toBe(4);
    expect(prints({ line_start: 90, line_end: 91, title: 'Other words', body: '', confidence: 0.1 })).toEqual(
      same,
    );
    expect(prints({ file: 'other.ts' })).not.toEqual(same);
  });

  it('is valid for any finding', () => {
    const finding = fc.record({
      title: fc.string({ unit: 'binary' }),
      body: fc.string({ unit: 'grapheme' }),
      category: fc.oneof(fc.constantFrom('security', 'valueOf'), fc.string()),
      priority: fc.integer({ min: 0, max: 3 }),
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      file: fc.string({ unit: 'binary', minLength: 1 }),
      line_start: fc.integer({ min: -5, max: 5_000 }),
      line_end: fc.integer({ min: -5, max: 5_000 }),
      quote: fc.string(),
      replacement: fc.option(fc.string()),
    });
    fc.assert(
      fc.property(fc.array(finding, { maxLength: 5 }), (findings) => {
        const part = report.part === null ? null : { ...report.part, findings };
        for (const one of findings) expect(findingSchema.safeParse(one).success).toBe(true);
        expect(problems(renderSarif({ ...report, part }, '0.1.0'))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['räume/straße.ts', 'r%C3%A4ume/stra%C3%9Fe.ts'],
    ['a b#c?.ts', 'a%20b%23c%3F.ts'],
    ['100%.ts', '100%25.ts'],
    ['c:weird.ts', 'c%3Aweird.ts'],
  ])('writes the path %s as %s', (file, uri) => {
    const part = report.part;
    const [first] = part?.findings ?? [];
    if (part === null || first === undefined) throw new Error('The fixture has findings.');
    const text = renderSarif({ ...report, part: { ...part, findings: [{ ...first, file }] } }, '0.1.0');
    expect(JSON.parse(text).runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(uri);
  });
});
