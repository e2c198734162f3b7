import { counted, type Paint, painter, visibleText, wrapFacts, wrapText } from '@codex-pro/terminal';
import { stateWord, whatOf } from './describe-jobs.ts';
import type { JobDetail } from './detail-shape.ts';
import { quotaLines } from './quota-lines.ts';
import { statePaint } from './render-list.ts';
import type { TimedView } from './view.ts';
import { amount, dollars, secondsSince, span, timeOfDay } from './words.ts';

/** Width of the names at the left, and beyond which lines are not drawn. */
const nameColumns = 11;
const mostColumns = 120;

/** One job as people read it: what it does, how it stands, what it used, its last events. */
export function renderJob(detail: JobDetail, view: TimedView): string {
  const paint = painter(view.color);
  const columns = Math.min(mostColumns, view.columns);
  const { job, usage } = detail;
  const state = statePaint(job, paint)(paint.bold(stateWord(job)));
  const lines = [`${paint.bold(job.id)}  ${job.kind}  ${state}`];
  lines.push(...wrapText(visibleText(whatOf(job)), columns - 2).map((line) => `  ${line}`), '');
  const facts: (readonly [string, readonly string[]])[] = [
    ['project', [job.workspace]],
    ['time', timeOf(detail, view.now)],
    ['model', modelOf(detail)],
    ['usage', usageOf(usage)],
    ['quota', quotaLines(detail.limits, view.now)],
    ...(job.error?.hint === undefined ? [] : [['hint', [job.error.hint]] as const]),
  ];
  for (const [name, values] of facts) lines.push(...factLines(name, values, columns, paint));
  for (const [at, { path }] of detail.artifacts.entries())
    lines.push(...factLines(at === 0 ? 'files' : '', [path], columns, paint));
  if (detail.events.length > 0) lines.push('', paint.dim('Events'));
  for (const { at, type, message } of lastOfEachSecond(detail.events)) {
    const head = `${timeOfDay(at)}  ${type.padEnd(nameColumns - 2)}`;
    const [first = '', ...rest] = wrapText(visibleText(message), Math.max(16, columns - head.length - 3));
    lines.push(
      `  ${paint.dim(head)} ${first}`,
      ...rest.map((line) => `${' '.repeat(head.length + 3)}${line}`),
    );
  }
  if (detail.next_steps.length > 0)
    lines.push('', paint.dim('Next'), ...detail.next_steps.map((step) => `  ${step}`));
  return `${lines.join('\n')}\n`;
}

/** Of the phases of one second the last: a board of several reviewers changes many times in it. */
function lastOfEachSecond(events: JobDetail['events']): JobDetail['events'] {
  return events.filter(({ at, type }, index) => {
    const next = events[index + 1];
    return type !== 'phase' || next?.type !== 'phase' || at.slice(0, 19) !== next.at.slice(0, 19);
  });
}

function factLines(name: string, values: readonly string[], columns: number, paint: Paint): string[] {
  const wrapped = wrapFacts(values, columns - nameColumns - 2);
  return wrapped.map((line, at) => `  ${paint.dim((at === 0 ? name : '').padEnd(nameColumns - 1))} ${line}`);
}

function timeOf({ job, heartbeat_age_seconds: heartbeat }: JobDetail, now: number): string[] {
  const created = `created ${span(secondsSince(job.created_at, now))} ago`;
  const ran =
    job.run_seconds === null
      ? []
      : [
          `${job.ended_at === null ? 'runs for' : 'ran for'} ${span(job.run_seconds)} of ${span(job.limit_seconds)}`,
        ];
  const attempt = job.attempts > 1 ? [`attempt ${job.attempts}`] : [];
  const alive = heartbeat === null ? [] : [`last sign of life ${span(heartbeat)} ago`];
  return [created, ...ran, ...attempt, ...alive];
}

function modelOf({ job }: JobDetail): string[] {
  return [
    job.model ?? 'not known yet',
    ...(job.effort === null ? [] : [`effort ${job.effort}`]),
    ...(job.tier === null ? [] : [`tier ${job.tier}`]),
    ...(job.profile === null ? [] : [`profile ${job.profile}`]),
  ];
}

function usageOf(usage: JobDetail['usage']): string[] {
  if (usage.requests === 0) return ['no call yet'];
  const cached = usage.cached_input_tokens === 0 ? '' : ` (${amount(usage.cached_input_tokens)} cached)`;
  const again = usage.attempts > usage.requests ? ` in ${usage.attempts} attempts` : '';
  return [
    `${counted(usage.requests, 'request')}${again}`,
    `${amount(usage.input_tokens)} in${cached}`,
    `${amount(usage.output_tokens)} out`,
    dollars(usage.cost_usd),
  ];
}
