import type { InputMessage } from '@codex-pro/codex';

/** A message in the user's place: the user's own words, or a note of ours between them. */
export function userMessage(text: string): InputMessage {
  return { type: 'message', role: 'user', content: [{ type: 'input_text', text }] };
}
