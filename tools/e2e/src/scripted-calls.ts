import { setTimeout as sleep } from 'node:timers/promises';
import type { Block, MessagesRequest, Script } from './messages-api.ts';

/** A call that the scripted model makes. */
export interface PlannedCall {
  /** As the host names it: `mcp__plugin_codex-pro_<server>__<tool>`. */
  readonly tool: string;
  /** A function gets what the calls before it answered. */
  readonly input: CallInput | ((earlier: readonly string[]) => CallInput | Promise<CallInput>);
}

type CallInput = Readonly<Record<string, unknown>>;

interface Part {
  readonly type?: string;
  readonly id?: string;
  readonly name?: string;
  readonly tool_use_id?: string;
  readonly content?: unknown;
}

/** The name under which Claude Code shows a tool of ours to its model. */
export const toolOf = (server: string, tool: string): string => `mcp__plugin_codex-pro_${server}__${tool}`;

/**
 * A model that loads the tools it needs, makes the calls one after another, and then says what the last one answered.
 * It goes by the conversation alone, so that several sessions may use one. `calls` is asked anew at each turn.
 */
export function scriptedCalls(calls: () => readonly PlannedCall[]): Script {
  return async (request) => {
    const planned = calls();
    const known = new Set(request.tools?.map(({ name }) => name));
    // A host asks its model for other things too, such as a title for the session.
    if (known.size === 0) return { type: 'text', text: 'A session' };
    const missing = planned.map(({ tool }) => tool).filter((tool) => !known.has(tool));
    const searches = searchesIn(request);
    if (missing.length > 0 && searches < 10) {
      // The host starts three servers at a time: on a busy machine the fourth is not there at the first look.
      if (searches > 0) await sleep(500);
      return search(missing);
    }
    const answers = answersOf(
      request,
      planned.map(({ tool }) => tool),
    );
    const next = planned[answers.length];
    if (next === undefined) return { type: 'text', text: `The tool says: ${answers.at(-1)}` };
    const input = typeof next.input === 'function' ? await next.input(answers) : next.input;
    return { type: 'tool_use', name: next.tool, input };
  };
}

/** What these tools answered in a conversation, in order, without the text blocks that the host puts around it. */
export function answersOf(request: MessagesRequest, tools: readonly string[]): readonly string[] {
  const parts = partsOf(request);
  const ids = new Set(
    parts.flatMap(({ type, id, name }) =>
      type === 'tool_use' && tools.includes(name ?? '') && id !== undefined ? [id] : [],
    ),
  );
  return parts.flatMap((part) =>
    part.type === 'tool_result' && ids.has(part.tool_use_id ?? '') ? [wordsOf(part.content)] : [],
  );
}

function search(names: readonly string[]): Block {
  const input = { query: `select:${names.join(',')}`, max_results: names.length };
  return { type: 'tool_use', name: 'ToolSearch', input };
}

function searchesIn(request: MessagesRequest): number {
  return partsOf(request).filter(({ type, name }) => type === 'tool_use' && name === 'ToolSearch').length;
}

function partsOf({ messages }: MessagesRequest): readonly Part[] {
  return messages.flatMap(({ content }) => (Array.isArray(content) ? (content as Part[]) : []));
}

function wordsOf(content: unknown): string {
  if (!Array.isArray(content)) return String(content);
  return content.map((part: { readonly text?: string }) => part.text ?? '').join('');
}
