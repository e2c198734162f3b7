import { cleanText, UpstreamError } from '@codex-pro/runtime';
import type { CallOptions, InputMessage, ModelAnswer, ModelCall } from '../model-call.ts';
import { repairPrompt } from '../prompts/repair.ts';
import type { ClientParts } from './client-parts.ts';
import { parseOutput } from './output-json.ts';
import { type CallPolicies, exchange } from './respond.ts';

/** A complaint is for the model to act on; a list of every fault of a long answer would only cost tokens. */
const maxComplaintBytes = 1500;

/**
 * One call whose answer must satisfy `parse`, with one repair: the answer and the complaint go back once. Throws
 * UpstreamError `output_invalid` when the repair fails too.
 */
export async function respondJson<T>(
  parts: ClientParts,
  policies: CallPolicies,
  call: ModelCall,
  parse: (value: unknown) => T,
  options: CallOptions,
): Promise<{ readonly value: T; readonly answer: ModelAnswer }> {
  const answer = await exchange(parts, policies, call, options);
  const first = attemptParse(answer, parse);
  if (first.ok) return { value: first.value, answer };

  const complaint: InputMessage = {
    type: 'message',
    role: 'user',
    content: [{ type: 'input_text', text: repairPrompt(first.complaint) }],
  };
  const repair = {
    ...call,
    purpose: `repair of ${call.purpose}`,
    input: [...call.input, ...answer.items, complaint],
  };
  const repaired = await exchange(parts, policies, repair, options);
  const second = attemptParse(repaired, parse);
  if (second.ok) return { value: second.value, answer: repaired };
  throw new UpstreamError(
    'output_invalid',
    `The model's answer does not keep to the schema, and neither does its repair: ${cleanText(second.complaint, 500)}`,
    { hint: 'Try again, or with another model or a higher effort.' },
  );
}

type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly complaint: string };

function attemptParse<T>(answer: ModelAnswer, parse: (value: unknown) => T): Parsed<T> {
  try {
    return { ok: true, value: parse(parseOutput(answer.text)) };
  } catch (error) {
    const complaint = error instanceof Error ? error.message : String(error);
    return { ok: false, complaint: cleanText(complaint, maxComplaintBytes) };
  }
}
