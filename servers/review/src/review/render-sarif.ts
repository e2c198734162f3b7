import { pathToFileURL } from 'node:url';
import type { Finding } from './finding.ts';
import type { ReviewReport } from './report.ts';

/**
 * `result.sarif`: SARIF 2.1.0, one run, a rule for each category. Findings are relative to `%SRCROOT%`, so that the
 * log is of use on another machine. `version` is the product's.
 */
export function renderSarif(report: ReviewReport, version: string): string {
  const findings = report.part?.findings ?? [];
  const rules = [...new Set(findings.map(({ category }) => category))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'codex-pro',
            semanticVersion: version,
            rules: rules.map((id) => ({
              id,
              name: ruleName(id),
              shortDescription: { text: ruleTexts.get(id) ?? `A problem of ${id}.` },
            })),
          },
        },
        invocations: [invocation(report)],
        ...(report.job === null ? {} : jobFacts(report.job)),
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => result(finding, rules)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** SARIF has three levels for our four priorities. */
const levels = ['error', 'error', 'warning', 'note'] as const;

/** A map, since a category may be any word: `valueOf` as well. */
const ruleTexts: ReadonlyMap<string, string> = new Map([
  ['correctness', 'The code does not do what it should.'],
  ['security', 'The code can be abused.'],
  ['reliability', 'The code fails badly: errors, concurrency, resources, lost data.'],
  ['performance', 'The code is needlessly slow or large.'],
  ['contract', 'The code breaks what callers, users or documents rely on.'],
  ['tests', 'Tests that prove less than they claim.'],
  ['docs', 'Documentation that the change makes false.'],
]);

function result(finding: Finding, rules: readonly string[]) {
  const artifactLocation = { uri: relativeUri(finding.file), uriBaseId: 'SRCROOT' };
  const region = {
    startLine: Math.max(1, finding.line_start),
    endLine: Math.max(1, finding.line_start, finding.line_end),
  };
  return {
    ruleId: finding.category,
    ruleIndex: rules.indexOf(finding.category),
    level: levels[finding.priority] ?? 'note',
    rank: Math.round(finding.confidence * 1000) / 10,
    message: { text: `${finding.title}\n\n${finding.body}` },
    locations: [
      { physicalLocation: { artifactLocation, region: { ...region, snippet: { text: finding.quote } } } },
    ],
    partialFingerprints: { 'codexPro/v1': finding.fingerprint },
    properties: {
      priority: finding.priority,
      confidence: finding.confidence,
      votes: finding.votes,
      found_by: finding.found_by,
      ...(finding.verification === null ? {} : { verification: finding.verification.state }),
      ...(finding.replacement === null ? {} : { replacement: finding.replacement }),
    },
  };
}

function invocation(report: ReviewReport) {
  const notes = report.not_done.map(({ what, why }) => ({
    level: 'note',
    message: { text: `Not done: ${what}: ${why}` },
  }));
  const errors =
    report.error === null
      ? []
      : [{ level: 'error', message: { text: `${report.error.code}: ${report.error.message}` } }];
  const { job } = report;
  return {
    executionSuccessful: report.error === null && report.part !== null,
    ...(job === null || job.started_at === null ? {} : { startTimeUtc: job.started_at }),
    ...(job === null || job.ended_at === null ? {} : { endTimeUtc: job.ended_at }),
    toolExecutionNotifications: [...errors, ...notes],
  };
}

function jobFacts(job: NonNullable<ReviewReport['job']>) {
  return {
    originalUriBaseIds: { SRCROOT: { uri: `${pathToFileURL(job.workspace).href.replace(/\/$/, '')}/` } },
    // The part before the last slash names the analysis: uploads of later runs take the place of earlier ones.
    automationDetails: { id: `codex-pro/review/${job.id}` },
  };
}

/** A path as a relative URI reference: every part encoded, so that `a b#c?.ts` and `100%.ts` stay one path. */
function relativeUri(path: string): string {
  const parts = path
    .split('/')
    .map((part) =>
      encodeURIComponent(part.toWellFormed()).replace(
        /[!'()*]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    );
  return parts.join('/');
}

function ruleName(id: string): string {
  const words = id.split(/[^a-z0-9]+/i).filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('') || 'Finding';
}
