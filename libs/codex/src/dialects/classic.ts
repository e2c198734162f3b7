import { history, type RequestBody, type RequestParts, sharedBody } from './request-body.ts';

/**
 * The classic Responses dialect. Without tools the fields about tools are left out: some servers refuse an empty
 * list, and `tool_choice` without one.
 */
export function classicBody(parts: RequestParts): RequestBody {
  const { call, choice } = parts;
  const tools = call.tools ?? [];
  return {
    ...sharedBody(parts),
    input: history(parts),
    ...(tools.length === 0 ? {} : { tools, tool_choice: 'auto', parallel_tool_calls: true }),
    ...(choice.wireEffort === null ? {} : { reasoning: { effort: choice.wireEffort } }),
  };
}
