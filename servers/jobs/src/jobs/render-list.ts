import { basename } from 'node:path';
import { type Cell, type Column, drawTable, type Paint, painter, wrapText } from '@codex-pro/terminal';
import type * as z from 'zod';
import { stateWord, whatOf } from './describe-jobs.ts';
import type { ShownJob } from './job-shape.ts';
import type { listShape } from './list-shape.ts';
import type { TimedView } from './view.ts';
import { secondsSince, shortSpan } from './words.ts';

/** A list of jobs as a table that fits the width; the project is named where there are several. */
export function renderList(list: z.output<typeof listShape>, view: TimedView): string {
  const paint = painter(view.color);
  const tail = [...wrapText(list.summary, view.columns), ...moreOf(list.next_cursor)].map((line) =>
    paint.dim(line),
  );
  if (list.jobs.length === 0) return `${tail.join('\n')}\n`;
  const several = new Set(list.jobs.map(({ workspace }) => workspace)).size > 1;
  const columns: Column[] = [
    { title: 'JOB' },
    { title: 'KIND', drop: 4 },
    ...(several ? [{ title: 'PROJECT', least: 10, drop: 2 }] : []),
    { title: 'STATE' },
    { title: 'CREATED', align: 'right', drop: 1 },
    { title: 'RAN', align: 'right', drop: 3 },
    { title: 'MODEL', least: 8, drop: 5 },
    { title: 'WHAT', least: 30 },
  ];
  const rows = list.jobs.map((job): Cell[] => [
    { text: job.id, paint: paint.bold },
    { text: job.kind },
    ...(several ? [{ text: basename(job.workspace) }] : []),
    { text: stateWord(job), paint: statePaint(job, paint) },
    { text: `${shortSpan(secondsSince(job.created_at, view.now))} ago` },
    { text: job.run_seconds === null ? '–' : shortSpan(job.run_seconds) },
    { text: job.model ?? '–' },
    { text: whatOf(job) },
  ]);
  return `${[...drawTable(columns, rows, view.columns, paint.dim), '', ...tail].join('\n')}\n`;
}

function moreOf(cursor: string | null): string[] {
  return cursor === null ? [] : [`More: --cursor ${cursor}`];
}

/** Colours by what a person has to do: nothing, wait, look. */
export function statePaint({ state, stalled }: Pick<ShownJob, 'state' | 'stalled'>, paint: Paint) {
  if (stalled) return paint.yellow;
  if (state === 'succeeded') return paint.green;
  if (state === 'running') return paint.cyan;
  return state === 'queued' || state === 'cancelled' ? paint.yellow : paint.red;
}
