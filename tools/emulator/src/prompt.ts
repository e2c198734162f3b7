import { isObject, type JsonObject } from './json.ts';
import { Refusal } from './strict/refusal.ts';

/** The limit of the live backend, in characters of text. */
const maxInputCharacters = 1_048_576;

/**
 * What the model would read, in the order in which a prefix is cached: tools, format, instructions, input.
 * Throws a Refusal where the input alone is longer than the backend takes.
 */
export function renderPrompt(body: JsonObject, items: readonly JsonObject[]): string {
  const input = items.map(renderItem).join('\n');
  if (input.length > maxInputCharacters)
    throw new Refusal(
      'input.length',
      `Input exceeds the maximum length of ${maxInputCharacters} characters.`,
      {
        param: 'input',
        code: 'string_above_max_length',
      },
    );
  const before: string[] = [];
  if (body['tools'] !== undefined) before.push(JSON.stringify(body['tools']));
  const text = body['text'];
  if (isObject(text) && text['format'] !== undefined) before.push(JSON.stringify(text['format']));
  if (typeof body['instructions'] === 'string') before.push(body['instructions']);
  return [...before, input].join('\n');
}

function renderItem(item: JsonObject): string {
  const content = item['content'];
  if (item['type'] !== 'message') return JSON.stringify(item);
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: unknown) => (isObject(part) ? String(part['text'] ?? '') : '')).join('\n');
}
