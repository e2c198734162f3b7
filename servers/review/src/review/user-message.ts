/** One input item of a request. */
export function userMessage(text: string) {
  return { type: 'message', role: 'user', content: [{ type: 'input_text', text }] } as const;
}
