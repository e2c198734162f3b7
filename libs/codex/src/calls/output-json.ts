/**
 * The JSON of an answer. Strict backends send bare JSON; servers without strict mode like to fence it, so one fence
 * around the whole is taken off. Throws Error with a complaint that the model can act on.
 */
export function parseOutput(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '') throw new Error('The answer was empty.');
  const fenced = /^```(?:json)?\s*\n([\s\S]*?)\n?```$/i.exec(trimmed);
  try {
    return JSON.parse(fenced?.[1] ?? trimmed);
  } catch (error) {
    throw new Error(`The answer is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
