import { callTool, errorText, type ToolAnswer } from '@codex-pro/mcp';
import { CancelledError, type ErrorCode, errorCodes, InputError, toErrorReport } from '@codex-pro/runtime';
import * as z from 'zod';
import type { TerminalView } from '../define-capability.ts';
import type { StartTool } from '../define-start-tool.ts';
import { toWire } from '../envelope.ts';
import { errorEnvelope } from '../job-envelope.ts';
import { stepsFrom } from '../next-steps.ts';
import type { Product } from '../product.ts';
import type { OwnJobs, PlainTool, Structured } from '../server-definition.ts';
import type { ShownResult } from '../shown-result.ts';
import { done, exitCodeOf, foundFailures } from './exit-code.ts';
import { flagName } from './flags.ts';
import type { LiveScreen } from './live-screen.ts';
import type { ProgressLines } from './progress-lines.ts';
import { waitInTerminal } from './wait-in-terminal.ts';
import { watchTool } from './watch-tool.ts';

export interface TerminalCall {
  readonly given: Readonly<Record<string, unknown>>;
  readonly format: string;
  readonly product: Product;
  readonly lines: ProgressLines;
  readonly view: TerminalView;
  /** Whether somebody looks at stdout. */
  readonly isTerminal: boolean;
  /** null where stdout is no terminal. */
  readonly liveScreen: () => LiveScreen | null;
  readonly stdout: (text: string) => unknown;
  readonly stderr: (text: string) => unknown;
}

/**
 * Starts a job and waits for its end (or as long as `--wait-seconds` says). Resolves with the exit code: 1 for a result
 * that fails by `failOn`.
 */
export async function runStartTool(tool: StartTool, call: TerminalCall, failOn?: string): Promise<number> {
  try {
    const begun = await untilInterrupted((signal) => {
      const progress = (message: string): void => call.lines.show(message, 0);
      const context = { signal, progress, root: () => Promise.resolve(undefined) };
      return tool.begin(call.given, { product: call.product, reader: 'terminal', context }, flagName);
    });
    if (begun.type === 'answered') return await printResult(begun.result, call);
    const seconds = call.given['wait_seconds'];
    const waitMs = typeof seconds === 'number' ? seconds * 1000 : Number.POSITIVE_INFINITY;
    const result = await waitInTerminal(begun.job, waitMs, call.lines);
    const code = await printResult(result, call);
    return code === done && failOn !== undefined && result.fails(failOn) ? foundFailures : code;
  } catch (error) {
    return failed(tool.partName, error, call);
  }
}

/** Waits for a job that was started before, one of these. */
export async function waitForJob(own: OwnJobs, reference: string, call: TerminalCall): Promise<number> {
  // Named after the server, unless it is known whose job it is.
  let { name: partName } = call.product;
  try {
    const { ownerOf } = await import('../reopen-job.ts');
    const jobs = await ownerOf(own, reference, call.product);
    if (jobs === undefined) {
      throw new InputError('input_invalid', `Job ${reference} is none that ${call.product.name} started.`, {
        hint: 'Ask the jobs server for it: get_result, or wait_for_job.',
      });
    }
    partName = jobs.partName;
    const job = await jobs.reopen(reference, call.product);
    return await printResult(await waitInTerminal(job, Number.POSITIVE_INFINITY, call.lines), call);
  } catch (error) {
    return failed(partName, error, call);
  }
}

/** A tool that answers by itself. */
export async function runPlainTool(plain: PlainTool, call: TerminalCall): Promise<number> {
  const answer = await untilInterrupted((signal) => ask(plain, call, signal));
  call.lines.clear();
  return printAnswer(plain, answer, call);
}

/** The same, again and again, until nothing changes any more or the person leaves with Ctrl-C. */
export async function watchPlainTool(plain: PlainTool, call: TerminalCall): Promise<number> {
  const { watch } = plain;
  if (watch === undefined || call.format !== 'text') {
    return failedUse(new InputError('input_invalid', '--watch shows text; leave --format out.'), call);
  }
  const last = await untilInterrupted((signal) =>
    watchTool({
      ask: (asked) => ask(plain, call, asked),
      watch,
      text: (structured) => textOf(plain, structured, call),
      screen: call.liveScreen(),
      say: (line) => call.stdout(`${new Date().toTimeString().slice(0, 8)} ${line}\n`),
      signal,
    }),
  );
  if (last === undefined) return done;
  if (last.isError === true) return printAnswer(plain, last, call);
  return plain.exitCode?.(last.structured) ?? done;
}

function ask({ tool }: PlainTool, call: TerminalCall, signal: AbortSignal): Promise<ToolAnswer> {
  const began = performance.now();
  return callTool(
    tool,
    call.given,
    {
      signal,
      host: undefined,
      progress: (message) => call.lines.show(message, performance.now() - began),
      root: () => Promise.resolve(undefined),
    },
    { fieldName: flagName, reportBug: (what, cause) => call.stderr(`${what}: ${String(cause)}\n`) },
  );
}

async function printAnswer(plain: PlainTool, answer: ToolAnswer, call: TerminalCall): Promise<number> {
  const { structured } = answer;
  if (answer.isError === true) call.stderr(`${answer.text ?? String(structured['summary'])}\n`);
  if (call.format === 'json') call.stdout(`${JSON.stringify(structured, null, 2)}\n`);
  else if (answer.isError !== true) call.stdout(await textOf(plain, structured, call));
  if (answer.isError === true) return exitCodeOf(codeIn(structured));
  return plain.exitCode?.(structured) ?? done;
}

function textOf(
  { text }: PlainTool,
  structured: Structured,
  { product, view }: TerminalCall,
): string | Promise<string> {
  if (text !== undefined) return text(structured, view);
  const steps = z.array(z.string()).safeParse(structured['next_steps']).data ?? [];
  const next = stepsFrom(steps, product, 'terminal').map((step) => `  ${step}\n`);
  return `${String(structured['summary'])}\n${next.length === 0 ? '' : `\nNext\n${next.join('')}`}`;
}

function failedUse(error: InputError, call: TerminalCall): number {
  call.stderr(`${errorText(toErrorReport(error))}\n`);
  return exitCodeOf(error.code);
}

/** Formats that say how it ended. */
const forPeople: ReadonlySet<string> = new Set(['text', 'markdown', 'json']);

async function printResult(result: ShownResult, call: TerminalCall): Promise<number> {
  call.lines.clear();
  // The text says its error itself: who sees both sees it once.
  const isSaid = call.isTerminal && call.format === 'text';
  if (result.error !== null && !isSaid) call.stderr(`${errorText(result.error)}\n`);
  // What other programs read has no place for it: a log must still tell that a review was partial.
  else if (!forPeople.has(call.format)) call.stderr(`${result.summary}\n`);
  call.stdout(await result.print(call.format, call.view));
  return result.error === null ? done : exitCodeOf(result.error.code);
}

function failed(partName: string, error: unknown, call: TerminalCall): number {
  const report = toErrorReport(error);
  call.lines.clear();
  call.stderr(`${errorText(report)}\n`);
  if (report.code === 'internal' && error instanceof Error) call.stderr(`${error.stack}\n`);
  if (call.format === 'json') {
    call.stdout(`${JSON.stringify(toWire(partName, errorEnvelope(report)), null, 2)}\n`);
  }
  return exitCodeOf(report.code);
}

function codeIn({ error }: Readonly<Record<string, unknown>>): ErrorCode {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return errorCodes.find((known) => known === code) ?? 'internal';
}

/** Runs something that Ctrl-C may end. */
async function untilInterrupted<Result>(run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort(new CancelledError('Cancelled before anything was started.'));
  process.once('SIGINT', onInterrupt);
  try {
    return await run(stop.signal);
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}
