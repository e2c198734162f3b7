import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingSchema } from './finding.ts';
import { anyFinding } from './finding-arbitrary.ts';
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
    expect(run.originalUriBaseIds).toEqual({ SRCROOT: { uri: 'file:///code/my%20shop/' } });
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

  it('has the fingerprint of each finding', () => {
    const { results } = JSON.parse(renderSarif(report, '0.1.0')).runs[0];
    expect(
      results.map((one: { partialFingerprints: object }) => Object.values(one.partialFingerprints)),
    ).toEqual(report.part?.findings.map((finding) => [finding.fingerprint]));
  });

  it('is valid for any finding', () => {
    fc.assert(
      fc.property(fc.array(anyFinding, { maxLength: 5 }), (findings) => {
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
