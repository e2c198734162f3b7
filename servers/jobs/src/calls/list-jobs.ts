import { lendKey } from '@codex-pro/capability';
import type { JobFilter } from '@codex-pro/jobs';
import type { ToolAnswer } from '@codex-pro/mcp';
import { cleanText, InputError } from '@codex-pro/runtime';
import { parseDuration } from '@codex-pro/settings';
import { type CallSite, openDesk } from '../desk.ts';
import { countStates } from '../jobs/describe-jobs.ts';
import type { ListJobsInput } from '../tools/list-jobs.ts';
import { shownJob } from './shown-job.ts';
import { workspaceOf } from './workspace-of.ts';

/** Bytes of a summary or message in a list; the whole is in get_job. */
const lineBytes = 300;

export async function listJobs(input: ListJobsInput, { product, context }: CallSite): Promise<ToolAnswer> {
  const { env } = product;
  const { house, jobs, maxCharacters } = await openDesk(product);
  const filter: JobFilter = {
    ...(input.all_workspaces
      ? {}
      : { workspace: (await workspaceOf(input.workspace, { product, context })).root }),
    kind: input.kind,
    state: input.state,
    session: input.session === 'current' ? currentSession(env) : input.session,
    since: input.since === undefined ? undefined : parseSince(input.since, Date.now()),
    cursor: input.cursor,
  };
  let { limit } = input;
  let page = await jobs.list({ ...filter, limit });
  const waiting = page.jobs.find((job) => job.state === 'queued' && job.needsKey);
  if (waiting !== undefined) {
    await lendKey(house, waiting, env);
    page = await jobs.list({ ...filter, limit });
  }
  for (;;) {
    const now = Date.now();
    const shown = page.jobs.map((job) => shortened(shownJob(job, now)));
    const structured = {
      summary: countStates(shown, page.nextCursor !== null),
      jobs: shown,
      next_cursor: page.nextCursor,
    };
    if (limit <= 1 || JSON.stringify(structured).length <= maxCharacters) return { structured };
    limit = Math.max(1, Math.floor(Math.min(limit, shown.length) * 0.7));
    page = await jobs.list({ ...filter, limit });
  }
}

function currentSession(env: NodeJS.ProcessEnv): string {
  const session = env['CLAUDE_CODE_SESSION_ID'];
  if (session !== undefined && session !== '') return session;
  throw new InputError('input_invalid', 'This host names no session, so there is no current one.', {
    hint: 'Leave session out; since and kind narrow the list too.',
  });
}

/** An ISO time, or how long ago: `2h`, `7d`. Throws InputError for anything else. */
export function parseSince(text: string, now: number): number {
  if (/^\d{4}-\d\d-\d\d/.test(text)) {
    const time = Date.parse(text);
    if (!Number.isNaN(time)) return time;
  }
  if (/^\d+\w+$/.test(text) && !/^\d+$/.test(text)) return now - parseDuration(text);
  throw new InputError(
    'input_invalid',
    `since must be a time or how long ago, not ${JSON.stringify(text.slice(0, 60))}.`,
    {
      hint: 'Write 2h, 7d, 2026-11-20 or 2026-11-20T10:00:00Z.',
    },
  );
}

function shortened<Shown extends ReturnType<typeof shownJob>>(job: Shown): Shown {
  const { summary, error } = job;
  return {
    ...job,
    summary: summary === null ? null : cleanText(summary, lineBytes),
    error: error === null ? null : { ...error, message: cleanText(error.message, lineBytes) },
  };
}
