import type { Holds } from '@codex-pro/jobs';
import type { ToolAnswer } from '@codex-pro/mcp';
import { counted } from '@codex-pro/terminal';
import { type CallSite, openDesk } from '../desk.ts';
import type { Hold } from '../jobs/quota-shape.ts';
import { amount, dollars } from '../jobs/words.ts';
import type { UsageReportInput } from '../tools/usage-report.ts';
import { askQuota } from './quota-reading.ts';
import { costNote, shownSum } from './usage-so-far.ts';

/** Rows of a report; of more, the last days, else those with the most tokens. */
const mostRows = 120;

export async function usageReport(
  input: UsageReportInput,
  { product, context }: CallSite,
): Promise<ToolAnswer> {
  const desk = await openDesk(product);
  const { days, by } = input;
  const since = firstOfDays(days, Date.now());
  const [{ total, rows }, quota, holds] = await Promise.all([
    desk.jobs.usage({ since, by }),
    askQuota(product, desk, context.signal),
    desk.jobs.holds(),
  ]);
  const kept = by === 'day' ? rows : [...rows].sort((a, b) => tokensOf(b) - tokensOf(a));
  const left = kept.length - mostRows;
  const leftOut = by === 'day' ? `first ${left} days` : `${left} smallest rows`;
  const cost = total.cost_usd === null ? 'cost unknown' : dollars(total.cost_usd);
  const spent =
    total.requests === 0
      ? `No call was made in ${counted(days, 'day')}.`
      : `${counted(total.requests, 'request')}, ${amount(total.input_tokens)} tokens in, ${amount(total.output_tokens)} out, ${cost} in ${counted(days, 'day')}.`;
  return {
    structured: {
      summary: left > 0 ? `${spent} The ${leftOut} are left out of the rows.` : spent,
      since: new Date(since).toISOString(),
      by,
      total: shownSum(total),
      rows: kept
        .slice(by === 'day' ? -mostRows : 0, by === 'day' ? undefined : mostRows)
        .map(({ key, ...sum }) => ({ key, ...shownSum(sum) })),
      cost_note: costNote(total),
      limits: quota.limits,
      limits_note: quota.note,
      holds: activeHolds(holds, Date.now()),
    },
  };
}

/** What holds calls back at this moment. `now` is epoch milliseconds. */
export function activeHolds({ gates, breakers }: Holds, now: number): Hold[] {
  const isOver = (until: number | null) => until !== null && until <= now;
  const time = (until: number | null) => (until === null ? null : new Date(until).toISOString());
  return [
    ...gates
      .filter(({ closedUntil }) => !isOver(closedUntil))
      .map(({ limit, model, cause, closedUntil }) => ({
        what: 'quota_gate' as const,
        name: model === null ? limit : `${limit} of ${model}`,
        cause,
        until: time(closedUntil),
      })),
    ...breakers
      .filter(({ openUntil }) => !isOver(openUntil))
      .map(({ key, cause, openUntil }) => ({
        what: 'breaker' as const,
        name: key,
        cause,
        until: time(openUntil),
      })),
  ];
}

function tokensOf(sum: { input_tokens: number; output_tokens: number }): number {
  return sum.input_tokens + sum.output_tokens;
}

/** The first moment of the last so many local days, today among them. By the calendar: a day has 23 to 25 hours. */
export function firstOfDays(days: number, now: number): number {
  const today = new Date(now);
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() - (days - 1)).getTime();
}
