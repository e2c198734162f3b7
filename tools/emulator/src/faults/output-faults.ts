import { isObject } from '../json.ts';
import { type Reply, textOf, withText } from '../reply/reply.ts';
import type { StreamFault } from './fault.ts';

/** A stream without fault, and in it an answer that is of no use. */
export const outputFaults = {
  output_not_json: ({ reply, speak }) => speak(withText(reply, 'I am sorry, here is some prose.')),
  output_cut: ({ reply, speak }) => speak(withText(reply, textOf(reply).slice(0, -1))),
  output_in_fence: ({ reply, speak }) => speak(withText(reply, `\`\`\`json\n${textOf(reply)}\n\`\`\``)),
  output_empty: ({ reply, speak }) => speak(withText(reply, '')),
  /** No message at all. */
  output_absent: ({ reply, speak }) =>
    speak({ ...reply, items: reply.items.filter((item) => item['type'] === 'reasoning') }),
  output_breaks_schema: ({ reply, speak }) => speak(withText(reply, spoil(textOf(reply)))),
  /** The model declines, in the wire's own way. */
  output_refused: ({ reply, speak }) => speak(refused(reply)),
} satisfies Record<string, StreamFault>;

/** Valid JSON that fits no strict schema: one field of the object is gone, and a stranger has come. */
function spoil(text: string): string {
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) return '{"stranger":true}';
  return JSON.stringify({ ...Object.fromEntries(Object.entries(value).slice(1)), stranger: true });
}

function refused(reply: Reply): Reply {
  const items = reply.items.map((item) =>
    item['type'] === 'message'
      ? { ...item, content: [{ type: 'refusal', refusal: 'I cannot help with that.' }] }
      : item,
  );
  return { ...reply, items };
}
