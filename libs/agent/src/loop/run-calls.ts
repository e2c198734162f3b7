import { type AgentTool, failed, type ToolResult } from '../agent-tool.ts';
import { interruptedCallPrompt } from '../prompts/interrupted-call.ts';
import type { TranscriptEntry } from '../transcript/entry.ts';
import type { LoopEvent } from './loop-options.ts';
import type { LoopState } from './loop-state.ts';
import { outputItem, type ToolCall } from './tool-call.ts';

export interface CallRunner {
  readonly tools: ReadonlyMap<string, AgentTool>;
  readonly state: LoopState;
  readonly signal: AbortSignal;
  readonly commit: (...entries: readonly TranscriptEntry[]) => Promise<void>;
  readonly onEvent: (event: LoopEvent) => void;
  readonly now: () => number;
}

/** Calls that only look run at the same time, so many at once. */
const mostAtOnce = 8;

/**
 * Answers every open call. Calls with effects run one by one, in order; those that only look run together between
 * them. Each output is on disk before the next call with effects begins.
 */
export async function runCalls(runner: CallRunner): Promise<void> {
  const { state, tools } = runner;
  for (let open = state.openCalls; open.length > 0; open = state.openCalls) {
    const [first] = open;
    if (first === undefined) return;
    const looking = (call: ToolCall) => (tools.get(call.name)?.effects ?? 'none') === 'none';
    if (!looking(first)) {
      await runEffect(runner, first);
      continue;
    }
    const end = open.findIndex((call) => !looking(call));
    const group = open.slice(0, Math.min(end === -1 ? open.length : end, mostAtOnce));
    // None may still run, and write, when the loop has ended.
    const ended = await Promise.allSettled(group.map((call) => answer(runner, call)));
    for (const each of ended) if (each.status === 'rejected') throw each.reason;
  }
}

/** Answers the open calls without running them: `why` is what the model reads. */
export async function refuseCalls(runner: CallRunner, why: string): Promise<void> {
  for (const call of runner.state.openCalls) {
    const begun = runner.state.begun.has(call.id);
    await commitOutput(runner, call, failed(begun ? interruptedCallPrompt() : why, 'not run'));
  }
}

async function runEffect(runner: CallRunner, call: ToolCall): Promise<void> {
  if (runner.state.begun.has(call.id)) {
    await commitOutput(runner, call, failed(interruptedCallPrompt(), 'interrupted'));
    return;
  }
  await runner.commit({ type: 'call', callId: call.id, name: call.name });
  await answer(runner, call);
}

async function answer(runner: CallRunner, call: ToolCall): Promise<void> {
  const tool = runner.tools.get(call.name);
  if (tool === undefined) {
    await commitOutput(runner, call, failed(`unsupported call: ${call.name}`));
    return;
  }
  const input = inputOf(tool, call);
  if (!input.ok) {
    await commitOutput(runner, call, failed(input.complaint));
    return;
  }
  const what = tool.describe(input.value);
  const about = { callId: call.id, tool: call.name, what };
  runner.onEvent({ type: 'call_started', ...about });
  const startedAt = runner.now();
  const result = await tool.run(input.value, { callId: call.id, signal: runner.signal });
  await commitOutput(runner, call, result);
  runner.onEvent({
    type: 'call_ended',
    ...about,
    failure: result.failure,
    ms: runner.now() - startedAt,
    record: result.record ?? null,
  });
}

async function commitOutput(runner: CallRunner, call: ToolCall, result: ToolResult): Promise<void> {
  await runner.commit({
    type: 'output',
    callId: call.id,
    name: call.name,
    item: outputItem(call, result.output),
    failure: result.failure,
    ...(result.record === undefined ? {} : { record: result.record }),
    ...(result.questions === undefined ? {} : { questions: result.questions }),
  });
}

type Input =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly complaint: string };

/** A function's arguments are JSON, a custom tool's input is text; a model may mix them up. */
function inputOf(tool: AgentTool, call: ToolCall): Input {
  const custom = tool.spec.type === 'custom';
  if (custom !== (call.kind === 'custom')) {
    const kind = custom
      ? 'a custom tool: send its input as plain text'
      : 'a function: send its arguments as JSON';
    return { ok: false, complaint: `${call.name} is ${kind}` };
  }
  if (custom) return { ok: true, value: call.text };
  try {
    return { ok: true, value: JSON.parse(call.text === '' ? '{}' : call.text) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, complaint: `failed to parse function arguments: ${why}` };
  }
}
