import type { UsageTotal } from '@codex-pro/codex';
import type { ChunkRecord } from '../../output/chunk-record.ts';
import type { Engine } from '../running/engine.ts';
import type { BatchOutcome } from '../settle.ts';
import { histogram, progressChart } from './charts.ts';
import { escapeHtml } from './escape-html.ts';
import { reportStyle } from './report-style.ts';

export interface ReportParts {
  readonly run: {
    readonly jobId: string;
    readonly outputDir: string;
    readonly engine: Pick<Engine, 'identity'>;
    usage(): UsageTotal;
  };
  readonly records: readonly ChunkRecord[];
  readonly outcome: BatchOutcome;
}

/** `report.html`: one file that opens from disk. It holds no script, and its policy lets it load nothing. */
export function renderReport({ run, records, outcome }: ReportParts): string {
  const { part, summary } = outcome;
  const { model, effort, tier } = run.engine.identity;
  const usage = run.usage();
  const timed = records.flatMap(({ started_at: start, ended_at: end }) =>
    start === null || end === null ? [] : [{ start: Date.parse(start), end: Date.parse(end) }],
  );
  const began = timed.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY);
  const costs = records.flatMap(({ cost_usd: cost }) => (cost === null ? [] : [cost]));
  const figures = [
    ['chunks', String(part.total)],
    ['done', String(part.done)],
    ['failed', String(part.failed)],
    ['kept', String(part.skipped)],
    ['not reached', String(part.remaining)],
    ['tokens in', String(usage.input_tokens)],
    ['of them cached', String(usage.cached_input_tokens)],
    ['tokens out', String(usage.output_tokens)],
    ['cost', usage.cost_usd === null ? 'unknown' : `$${usage.cost_usd.toFixed(4)}`],
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>Batch ${escapeHtml(run.jobId)}</title>
<style>${reportStyle}</style>
</head>
<body>
<h1>Batch ${escapeHtml(run.jobId)}</h1>
<p>${escapeHtml(summary)}</p>
<p class="quiet">${escapeHtml([model, effort, tier].filter((word) => word !== null).join(', '))} · ${escapeHtml(run.outputDir)} · ${escapeHtml(usage.cost_note)}</p>
<dl>${figures.map(([name = '', value = '']) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`).join('')}</dl>
<h2>Progress over time</h2>
${progressChart(timed.map(({ end }) => (end - began) / 1000))}
<h2>Seconds a chunk</h2>
${histogram(
  'Seconds a chunk',
  timed.map(({ start, end }) => (end - start) / 1000),
  ' s',
)}
<h2>Cost a chunk</h2>
${histogram('Cost a chunk', costs, ' USD')}
<h2>Chunks</h2>
<table>
<thead><tr><th>#</th><th>name</th><th>state</th><th>attempts</th><th>seconds</th><th>tokens in</th><th>tokens out</th><th>cost</th><th>file</th></tr></thead>
<tbody>
${records.map(rowOf).join('\n')}
</tbody>
</table>
</body>
</html>
`;
}

function rowOf(record: ChunkRecord): string {
  const { started_at: start, ended_at: end, cost_usd: cost } = record;
  const seconds =
    start === null || end === null ? '' : ((Date.parse(end) - Date.parse(start)) / 1000).toFixed(1);
  const failed = record.state === 'failed' ? ` ${record.code ?? ''}: ${record.message ?? ''}` : '';
  const cells = [
    String(record.index),
    record.name,
    `${record.state}${failed}`,
    String(record.attempts),
    seconds,
    String(record.input_tokens),
    String(record.output_tokens),
    cost === null ? '' : `$${cost.toFixed(5)}`,
  ].map((cell) => `<td>${escapeHtml(cell)}</td>`);
  const written = record.state === 'done' || record.state === 'kept';
  const file = escapeHtml(record.file);
  const link = written
    ? `<a href="${escapeHtml(encodeURI(record.file).replaceAll('#', '%23'))}">${file}</a>`
    : file;
  return `<tr class="${record.state}">${cells.join('')}<td>${link}</td></tr>`;
}
