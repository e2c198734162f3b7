import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { anyFinding } from './finding-arbitrary.ts';
import { renderRdjson } from './render-rdjson.ts';
import { reportFixture } from './report-fixture.ts';

const { report } = reportFixture();

/** DiagnosticResult as reviewdog's proto/rdf/reviewdog.proto has it (2026), as far as it is written here. */
const position = z.strictObject({ line: z.int32().min(1) });
const range = z
  .strictObject({ start: position, end: position })
  .refine(({ start, end }) => start.line <= end.line);
const diagnosticResult = z.strictObject({
  source: z.strictObject({ name: z.string().min(1) }),
  diagnostics: z.array(
    z.strictObject({
      message: z.string().min(1),
      location: z.strictObject({ path: z.string().min(1), range }),
      severity: z.enum(['ERROR', 'WARNING', 'INFO']),
      code: z.strictObject({ value: z.string() }),
      suggestions: z.array(z.strictObject({ range, text: z.string() })).optional(),
    }),
  ),
});

describe('result.rdjson', () => {
  it('has a diagnostic for each finding, with the patch as a suggestion for the same lines', () => {
    const result = diagnosticResult.parse(JSON.parse(renderRdjson(report)));
    expect(result.diagnostics.map(({ severity, code }) => [severity, code.value])).toEqual([
      ['ERROR', 'security'],
      ['ERROR', 'correctness'],
      ['ERROR', 'reliability'],
      ['WARNING', 'contract'],
    ]);
    const [, pager] = result.diagnostics;
    expect(pager?.location).toEqual({
      path: 'src/pager.ts',
      range: { start: { line: 4 }, end: { line: 5 } },
    });
    expect(pager?.suggestions).toMatchObject([{ range: pager?.location.range }]);
    expect(result.diagnostics[0]?.suggestions).toBeUndefined();
  });

  it('is empty where there is no result', () => {
    expect(JSON.parse(renderRdjson({ ...report, part: null })).diagnostics).toEqual([]);
  });

  it('is valid for any findings', () => {
    fc.assert(
      fc.property(fc.array(anyFinding, { maxLength: 5 }), (findings) => {
        const part = report.part === null ? null : { ...report.part, findings };
        diagnosticResult.parse(JSON.parse(renderRdjson({ ...report, part })));
      }),
      { numRuns: 200 },
    );
  });
});
