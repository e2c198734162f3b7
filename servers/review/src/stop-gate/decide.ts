import { loadHouse, type Product } from '@codex-pro/capability';
import { cleanText, isCodedError, UpstreamError } from '@codex-pro/runtime';
import { counted } from '@codex-pro/terminal';
import * as z from 'zod';
import { gateReason } from '../prompts/gate-reason.ts';
import { placeOf } from '../review/describe-report.ts';
import { inFence } from '../review/fence.ts';
import { type Finding, findingSchema } from '../review/finding.ts';
import { reviewTool } from '../tools/review.ts';
import { type GateSession, readSession, writeSession } from './gate-session.ts';
import { couldNotRun, type HookAnswer } from './hook-answer.ts';

const inputSchema = z.object({
  session_id: z.string().min(1),
  cwd: z.string().min(1),
  stop_hook_active: z.boolean().optional(),
});
type HookInput = z.output<typeof inputSchema>;

const resultSchema = z.object({
  job: z.object({ id: z.string(), ended_at: z.string().nullable() }).nullable(),
  summary: z.string(),
  review: z.object({ findings: z.array(findingSchema) }).nullable(),
  usage: z.object({ cost_usd: z.number().nullable() }),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
type Result = z.output<typeof resultSchema>;

/** What stopping a job that is too late may take of the clock, in milliseconds, at most. */
const stopMs = 2_000;
const maxReasonBytes = 8_000;

/**
 * Whether a session of a host may stop: null or a message allows, findings of the set priority block. It reviews what
 * changed since the last review of the branch, and has answered when the clock is up. Throws for what is wrong with the
 * input or the settings; whoever calls allows then.
 */
export async function decide(text: string, product: Product): Promise<HookAnswer> {
  const input = readHookInput(text);
  // The host already goes on because of a gate: to hold it back again is how gates loop.
  if (input.stop_hook_active === true) return null;
  const house = await loadHouse();
  const { env } = product;
  const { settings } = await house.resolveSettings({
    capability: 'review',
    arguments: {},
    env,
    workspace: input.cwd,
    projectProfile: null,
  });
  const { gate } = settings.capability;
  if (!gate.enabled) return null;

  const home = house.stateHome(env);
  const session = await readSession(home, input.session_id);
  const used = usedUp(session, gate);
  if (used !== null) {
    if (session.told) return null;
    await writeSession(home, input.session_id, { ...session, told: true });
    return { systemMessage: `The Codex stop gate is done for this session: ${used}.` };
  }
  const clock = startClock(gate.clock);
  try {
    const begun = await beginReview(
      input,
      gate.budget === null ? null : gate.budget - session.spent,
      product,
      clock,
    );
    // Counted before its end is known: a gate that dies has used its round all the same.
    const counting = { ...session, rounds: session.rounds + 1 };
    await writeSession(home, input.session_id, counting);
    const result = await finishReview(begun, clock);
    if (result.error?.code === 'target_empty') {
      // Lock files and the like alone: nothing was asked, so no round was used.
      await writeSession(home, input.session_id, session);
      return null;
    }
    const spent = session.spent + (result.usage.cost_usd ?? 0);
    await writeSession(home, input.session_id, { ...counting, spent });
    return answerOf(result, gate);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    if (error.code === 'target_empty') return null;
    return { systemMessage: couldNotRun(`${error.code}: ${error.message}`) };
  } finally {
    clock.stop();
  }
}

function readHookInput(text: string): HookInput {
  try {
    return inputSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error('the input of the hook is not that of a Stop hook.', { cause });
  }
}

interface GateLimits {
  readonly rounds: number;
  readonly budget: number | null;
  readonly priority: number;
}

function usedUp(session: GateSession, { rounds, budget }: GateLimits): string | null {
  if (session.rounds >= rounds) return `it has made ${counted(rounds, 'review')} (review.gate.rounds)`;
  if (budget !== null && session.spent >= budget)
    return `it has spent its budget of $${budget} (review.gate.budget)`;
  return null;
}

interface Clock {
  readonly signal: AbortSignal;
  /** Milliseconds that a wait may still take, what stopping costs taken off. */
  left(): number;
  stop(): void;
}

function startClock(ms: number): Clock {
  const end = performance.now() + ms;
  const margin = Math.min(stopMs, ms / 4);
  const controller = new AbortController();
  const late = (): void =>
    controller.abort(
      new UpstreamError('timed_out', `it did not get to its review within ${ms} ms (review.gate.clock).`),
    );
  const timer = setTimeout(late, ms - margin);
  return {
    signal: controller.signal,
    left: () => Math.max(0, end - margin - performance.now()),
    stop: () => clearTimeout(timer),
  };
}

type Job = Extract<Awaited<ReturnType<typeof reviewTool.begin>>, { type: 'started' }>['job'];

async function beginReview(
  input: HookInput,
  budget: number | null,
  product: Product,
  { signal }: Clock,
): Promise<Job> {
  const begun = await reviewTool.begin(
    {
      workspace: input.cwd,
      since_last: true,
      depth: 'quick',
      ...(budget === null ? {} : { budget_usd: budget }),
    },
    {
      product: { ...product, env: { ...product.env, CLAUDE_CODE_SESSION_ID: input.session_id } },
      reader: 'host',
      context: { signal, progress: () => undefined, root: () => Promise.resolve(undefined) },
    },
    (field) => field,
  );
  if (begun.type !== 'started') throw new TypeError('A review that is no dry run starts a job.');
  return begun.job;
}

/** The result of the review. Stops one that is too late, and throws UpstreamError `timed_out` then. */
async function finishReview(job: Job, clock: Clock): Promise<Result> {
  const waiting = new AbortController();
  const shown = await job.wait({ waitMs: clock.left(), signal: waiting.signal, onProgress: () => undefined });
  const result = resultSchema.parse(JSON.parse(await shown.print('json', { columns: 100, color: false })));
  if (result.job !== null && result.job.ended_at === null) {
    await Promise.race([job.cancel(), later(stopMs)]);
    throw new UpstreamError(
      'timed_out',
      `job ${job.id} did not end within the clock of the gate (review.gate.clock).`,
    );
  }
  return result;
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

function answerOf({ job, summary, review, error }: Result, { priority }: GateLimits): HookAnswer {
  const id = job?.id ?? '';
  if (error !== null || review === null) {
    const why = error === null ? 'the review has no result.' : `${error.code}: ${error.message}`;
    return { systemMessage: couldNotRun(`${why} (job ${id})`) };
  }
  const blocking = review.findings.filter(
    (finding) => finding.priority <= priority && finding.verification?.state !== 'unsure',
  );
  if (blocking.length === 0) return { systemMessage: `Codex stop gate: ${summary} (job ${id})` };
  const findings = cleanText(blocking.map(described).join('\n\n'), maxReasonBytes);
  return {
    decision: 'block',
    reason: gateReason({ job: id, findings: inFence(findings) }),
  };
}

function described(finding: Finding): string {
  return `P${finding.priority} ${placeOf(finding)}: ${finding.title}\n${finding.body}\n${finding.quote}`;
}
