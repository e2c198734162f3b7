import { InputError, nearestName } from '@codex-pro/runtime';

/** A text with `{{variables}}`, taken apart. */
export interface Template {
  /** Texts and variables in turn. */
  readonly parts: readonly (string | { readonly variable: string })[];
  readonly variables: ReadonlySet<string>;
}

/** `\{{name}}` stands for itself. */
const variable = /(?<!\\)\{\{\s*([^{}]+?)\s*\}\}/g;

/** Throws InputError for a variable that is none of `known`, before anything is sent. */
export function parseTemplate(text: string, what: string, known: readonly string[]): Template {
  const parts: Template['parts'][number][] = [];
  const variables = new Set<string>();
  let from = 0;
  for (const match of text.matchAll(variable)) {
    const name = match[1] ?? '';
    if (!known.includes(name)) throw unknownVariable(name, what, known);
    parts.push(unescaped(text.slice(from, match.index)), { variable: name });
    variables.add(name);
    from = match.index + match[0].length;
  }
  parts.push(unescaped(text.slice(from)));
  return { parts, variables };
}

export function fillTemplate({ parts }: Template, valueFor: (variable: string) => string): string {
  return parts.map((part) => (typeof part === 'string' ? part : valueFor(part.variable))).join('');
}

function unescaped(text: string): string {
  return text.replaceAll('\\{{', '{{');
}

function unknownVariable(name: string, what: string, known: readonly string[]): InputError {
  const near = nearestName(name, known);
  const shown = known.slice(0, 40).map((each) => `{{${each}}}`);
  const more = known.length > shown.length ? ` and ${known.length - shown.length} more` : '';
  return new InputError(
    'input_invalid',
    `${what} has the unknown variable {{${name.slice(0, 60)}}}${near === undefined ? '' : ` (did you mean {{${near}}}?)`}.`,
    { hint: `It can use ${shown.join(', ')}${more}. A literal {{ is written \\{{.` },
  );
}
