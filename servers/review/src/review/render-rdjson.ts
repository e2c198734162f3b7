import type { Finding } from './finding.ts';
import type { ReviewReport } from './report.ts';

/**
 * `result.rdjson`: a DiagnosticResult of the Reviewdog Diagnostic Format. Ranges are of whole lines, both ends
 * inclusive (that is what a range without columns means there); a patch comes as a suggestion.
 */
export function renderRdjson(report: ReviewReport): string {
  const result = {
    source: { name: 'codex-pro' },
    diagnostics: (report.part?.findings ?? []).map(diagnostic),
  };
  return `${JSON.stringify(result, null, 2)}\n`;
}

/** The format has three severities for our four priorities. */
const severities = ['ERROR', 'ERROR', 'WARNING', 'INFO'] as const;

function diagnostic(finding: Finding) {
  const start = Math.max(1, finding.line_start);
  const range = { start: { line: start }, end: { line: Math.max(start, finding.line_end) } };
  return {
    message: `${finding.title}\n\n${finding.body}`.toWellFormed(),
    location: { path: finding.file.toWellFormed(), range },
    severity: severities[finding.priority] ?? 'INFO',
    code: { value: finding.category },
    ...(finding.patch === null || finding.replacement === null
      ? {}
      : { suggestions: [{ range, text: finding.replacement.toWellFormed() }] }),
  };
}
