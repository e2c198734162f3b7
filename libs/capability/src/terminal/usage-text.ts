import type { Flag } from './flags.ts';

/** `--help` of one tool: its flags, what each means, what counts without it. */
export function toolUsage(
  command: string,
  about: { readonly title: string; readonly formats: readonly string[]; readonly flags: readonly Flag[] },
): string {
  const rows = about.flags.map((flag): readonly [string, string] => [synopsis(flag), meaning(flag)]);
  const all: (readonly [string, string])[] = [
    ...rows,
    ['--format <format>', `${about.formats.join(', ')} (default: text)`],
    ['--help', 'This page'],
  ];
  const width = Math.max(...all.map(([left]) => left.length));
  const lines = all.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
  return `${about.title}\n\nUsage: ${command} [flags]\n\n${lines.join('\n')}\n\n${exitCodes}\n`;
}

export const exitCodes = `Exit codes: 0 done, 1 found what you asked to fail on, 2 wrong use, 3 could not run.`;

function synopsis({ name, kind, choices }: Flag): string {
  if (kind === 'boolean') return name;
  const value = choices.length > 0 ? choices.join('|') : valueNames[kind];
  return `${name} <${value}>`;
}

const valueNames = { text: 'text', number: 'number', list: 'a,b,…', json: 'json', boolean: '' } as const;

function meaning({ description, byDefault, required }: Flag): string {
  if (required) return `${description} (required)`;
  const worth = byDefault === undefined || byDefault === false ? '' : ` (default: ${shown(byDefault)})`;
  return `${description}${worth}`;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
