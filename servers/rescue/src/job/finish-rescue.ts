import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { NotDone } from '@codex-pro/capability';
import { removeTree } from '@codex-pro/jobs';
import { toErrorReport } from '@codex-pro/runtime';
import { mergeChanges } from '../apply/merge-changes.ts';
import { describeChanges } from '../isolation/describe-changes.ts';
import { describeIgnored } from '../isolation/describe-ignored.ts';
import { makeBranch } from '../isolation/make-branch.ts';
import type { Place } from '../isolation/place.ts';
import { recordEnd } from '../isolation/record-end.ts';
import { type Tree, treeChanges } from '../isolation/tree-store.ts';
import { lockWorkspace } from '../isolation/workspace-lock.ts';
import type { Ending } from '../rescue/ending.ts';
import type { RescuePart } from '../rescue/part.ts';
import { coversFolder, setAsideFolder } from './confine.ts';
import type { JobThread } from './job-thread.ts';
import type { RescueOutcome, RescuePorts } from './run-rescue.ts';
import { unreadSteering } from './steering.ts';

export interface FinishRequest {
  readonly ports: RescuePorts;
  readonly place: Place;
  readonly thread: JobThread;
  readonly ending: Ending;
  /** Why there were no commands; null where there were. */
  readonly withoutCommands: string | null;
}

/** Collects what changed, keeps the conversation, and makes the result of it all. Every command has ended. */
export async function finishRescue(request: FinishRequest): Promise<RescueOutcome> {
  const { ports, thread, ending, withoutCommands } = request;
  const place = { ...request.place, store: request.place.store.unhurried() };
  const { settings, folder, jobId, patchName } = ports;
  const notDone: NotDone[] = [...place.notDone];
  if (withoutCommands !== null) notDone.push({ what: 'commands', why: `sandbox: ${withoutCommands}` });
  notDone.push(...(await setAside(folder)));
  for (const { text } of await unreadSteering(folder, ending.read))
    notDone.push({ what: `message ${text.slice(0, 80)}`, why: tooLate });
  const {
    before,
    after,
    outcome,
    notDone: leftOut,
  } = await recordEnd({
    place,
    folder,
    unprotected: settings.capability.unprotected,
    failed: ending.error !== null,
    signal: unhurried,
  });
  notDone.push(...leftOut);
  const id = outcome.after;
  const { changes, patch } = await describeChanges(place.store, place.before, id);
  const copy = place.isolation === 'worktree';
  const branch =
    copy && changes.length > 0
      ? await makeBranch(place, id, { jobId, title: thread.title, signal: unhurried }).catch(
          withoutBranch(notDone),
        )
      : null;
  const applied = !copy || (await applyAtOnce({ ...request, place }, before, after, notDone));
  const kept = await keepThread(request, notDone);
  const part: RescuePart = {
    outcome: isNothingDone(ending, changes.length) ? 'could_not' : ending.outcome,
    summary: ending.summary,
    changes: [...changes],
    patch: changes.length === 0 ? null : join(folder, patchName),
    branch,
    ignored_changes: await describeIgnored(place, outcome.ignoredAfter),
    isolation: place.isolation,
    applied: applied && changes.length > 0,
    commands: ending.commands,
    checks: ending.checks,
    questions: ending.questions,
    thread_id: kept,
    turns: ending.turns,
  };
  for (const made of [join(folder, 'scratch'), coversFolder(folder)])
    await removeTree(made).catch(() => undefined); // What is left goes with the job.
  return {
    part,
    summary: summaryOf(part),
    notDone,
    nextSteps: nextSteps(part, jobId),
    error: ending.error,
    patch,
  };
}

const tooLate = 'not_read: it came after the last turn; send it as the task of a rescue with this thread.';

/** A disk that is full, a repository that this user may not write: the patch is there all the same. */
function withoutBranch(notDone: NotDone[]): (error: unknown) => null {
  return (error) => {
    notDone.push({
      what: 'branch',
      why: `not_made: ${toErrorReport(error).message} The patch holds the same changes.`,
    });
    return null;
  };
}

/** What is not in the workspace any more, and may be the user's own. */
async function setAside(folder: string): Promise<readonly NotDone[]> {
  const files = await readdir(setAsideFolder(folder)).catch(() => []); // Most jobs have none.
  const names = new Set(files.map((file) => file.replace(/-[0-9a-f]{8}$/, '')));
  return [...names].map((what) => ({
    what,
    why: `protected: it appeared while a command ran, and is in ${setAsideFolder(folder)} now; if it is yours, put it back.`,
  }));
}

/** The work has ended, perhaps because it was stopped: what is left is short, and must not be lost. */
const unhurried = new AbortController().signal;

async function applyAtOnce(
  { ports, place, ending }: FinishRequest,
  before: Tree,
  after: Tree,
  notDone: NotDone[],
): Promise<boolean> {
  if (!ports.request.apply || ending.outcome !== 'done' || ending.error !== null) return false;
  const lock = await lockWorkspace(ports.home, place.workspace, ports.jobId);
  if ('heldBy' in lock) {
    notDone.push({
      what: 'apply',
      why: `not_applied: job ${lock.heldBy} is editing the workspace; use apply_rescue.`,
    });
    return false;
  }
  try {
    const changes = treeChanges(before, after);
    await mergeChanges({ store: place.store, folder: place.workspace, changes, signal: ports.signal });
    return true;
  } catch (error) {
    notDone.push({ what: 'apply', why: `not_applied: ${toErrorReport(error).message}` });
    return false;
  } finally {
    await lock.release();
  }
}

/** Adds this job to its thread; where another went on from the same place first, the conversation parts here. */
async function keepThread({ ports, thread, ending }: FinishRequest, notDone: NotDone[]): Promise<string> {
  if (ending.history === null) return thread.id;
  const state = { jobId: ports.jobId, at: Date.now(), summary: ending.summary, items: ending.history };
  if (await thread.threads.append(thread, state)) return thread.id;
  const fork = await thread.threads.create({
    workspace: ports.workspace,
    title: thread.title,
    forkOf: thread.id,
  });
  await thread.threads.append(fork, state);
  const why = `forked: another job went on with ${thread.id} meanwhile; this conversation is ${fork.id} now.`;
  notDone.push({ what: `thread ${thread.id}`, why });
  return fork.id;
}

/** The work itself, not its check, was stopped by an error, with no command run and no file changed. */
function isNothingDone({ error, mayCheck, commands }: Ending, changes: number): boolean {
  return error !== null && !mayCheck && commands.length === 0 && changes === 0;
}

const outcomeWords: Readonly<Record<RescuePart['outcome'], string>> = {
  done: 'Done',
  partly: 'Partly done',
  could_not: 'Not done',
  unclear: 'Unclear',
};

function summaryOf({ outcome, summary, changes, checks }: RescuePart): string {
  const files =
    changes.length === 0
      ? 'no file changed'
      : `${changes.length} ${changes.length === 1 ? 'file' : 'files'} changed`;
  const check =
    checks === null ? '' : `, the check ${checks.passed ? 'passed' : `failed (exit ${checks.exit})`}`;
  const line = summary.split('\n', 1)[0] ?? '';
  return `${outcomeWords[outcome]}: ${files}${check}. ${line.length > 300 ? `${line.slice(0, 299)}…` : line}`;
}

function nextSteps(
  { outcome, changes, ignored_changes: ignored, applied, thread_id: thread, isolation }: RescuePart,
  jobId: string,
): string[] {
  const steps: string[] = [];
  if (changes.length > 0 && !applied && isolation === 'worktree')
    steps.push(`apply_rescue {"job_id": "${jobId}"}`);
  if (applied || ignored.files > 0) steps.push(`undo_rescue {"job_id": "${jobId}"}`);
  if (outcome !== 'done') steps.push(`rescue {"thread": "${thread}", "task": "…"}`);
  return steps;
}
