import type { CatalogueModel } from '../catalogue.ts';
import { isObject, type JsonObject } from '../json.ts';
import { Refusal } from './refusal.ts';
import { checkTools } from './tools.ts';

export interface DialectCase {
  readonly body: JsonObject;
  readonly items: readonly JsonObject[];
  readonly model: CatalogueModel;
  readonly dialect: 'classic' | 'lite';
  readonly mode: 'chatgpt' | 'api-key';
}

/**
 * In ChatGPT mode the catalogue decides the dialect; with an API key both are taken, and the header says which.
 * The shape is the one that codex-cli 0.169.0 sends.
 */
export function checkLite({ body, items, model, dialect, mode }: DialectCase): void {
  if (mode === 'chatgpt' && model.lite !== (dialect === 'lite'))
    throw new Refusal(
      'lite.header',
      `The model '${model.slug}' ${model.lite ? 'needs' : 'does not take'} the header x-openai-internal-codex-responses-lite.`,
    );
  const offers = items.filter((item) => item['type'] === 'additional_tools');
  if (dialect === 'classic') {
    if (offers.length > 0)
      throw new Refusal('classic.additional_tools', "Invalid value: 'additional_tools'.", { param: 'input' });
    return;
  }
  if ('tools' in body) throw new Refusal('lite.tools', 'Unsupported parameter: tools', { param: 'tools' });
  if (body['parallel_tool_calls'] !== false)
    throw new Refusal('lite.parallel_tool_calls', 'parallel_tool_calls must be false', {
      param: 'parallel_tool_calls',
    });
  const reasoning = body['reasoning'];
  if (!isObject(reasoning) || reasoning['context'] !== 'all_turns')
    throw new Refusal('lite.reasoning_context', "reasoning.context must be 'all_turns'", {
      param: 'reasoning.context',
    });
  for (const offer of offers) {
    if (offer !== items[0])
      throw new Refusal('lite.additional_tools', 'additional_tools must be the first item', {
        param: 'input',
      });
    checkTools(offer['tools'], 'input[0].tools', 'lite');
  }
}
