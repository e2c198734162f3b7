import { history, type RequestBody, type RequestParts, sharedBody } from './request-body.ts';

/**
 * The Responses Lite dialect of newer models: tools are an item of the input, in the namespace `functions`, and
 * calls come one at a time. The shape with direct tools was recorded from the CLI; that the live backend accepts it
 * is not proven offline.
 */
export function liteBody(parts: RequestParts): RequestBody {
  const { call, choice, ids } = parts;
  const tools = call.tools ?? [];
  const offered = {
    type: 'additional_tools',
    id: `at_${ids.thread}`,
    role: 'developer',
    tools: [{ type: 'namespace', name: 'functions', description: '', tools }],
  };
  return {
    ...sharedBody(parts),
    input: tools.length === 0 ? history(parts) : [offered, ...history(parts)],
    tool_choice: 'auto',
    parallel_tool_calls: false,
    reasoning: {
      ...(choice.wireEffort === null ? {} : { effort: choice.wireEffort }),
      context: 'all_turns',
    },
  };
}
