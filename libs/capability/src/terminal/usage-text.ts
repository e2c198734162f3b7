import type { Flag } from './flags.ts';

/** `--help` of one tool, for a terminal of so many columns: its flags, what each means, what counts without it. */
export function toolUsage(
  command: string,
  about: { readonly title: string; readonly formats: readonly string[]; readonly flags: readonly Flag[] },
  columns: number,
): string {
  const rows = about.flags.map((flag): readonly [string, string] => [synopsis(flag), meaning(flag)]);
  const all: (readonly [string, string])[] = [
    ...rows,
    ['--format <format>', `${about.formats.join(', ')} (default: text)`],
    ['--help', 'This page'],
  ];
  const lines = all.flatMap(([left, right]) => row(left, right, Math.min(columns, mostColumns)));
  return `${about.title}\n\nUsage: ${command} [flags]\n\n${lines.join('\n')}\n\n${exitCodes}\n`;
}

/** Lines longer than this are hard to read, however wide the terminal is. */
const mostColumns = 100;
const leftWidth = 28;
/** Below this the meaning stands under its flag. */
const leastBeside = 72;

/** What is too long for the left side gets a line of its own. */
function row(left: string, right: string, columns: number): string[] {
  if (columns < leastBeside) {
    return [`  ${left}`, ...wrap(right, Math.max(16, columns - 6)).map((line) => `      ${line}`)];
  }
  const [first = '', ...rest] = wrap(right, columns - leftWidth - 4);
  const indent = ' '.repeat(leftWidth + 4);
  const begin = `  ${left.padEnd(leftWidth)}  `;
  const head = left.length > leftWidth ? [`  ${left}`, `${indent}${first}`] : [`${begin}${first}`];
  return [...head, ...rest.map((line) => `${indent}${line}`)];
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

export const exitCodes = `Exit codes: 0 done, 1 found what you asked to fail on, 2 wrong use, 3 could not run.`;

function synopsis({ name, kind, choices, types }: Flag): string {
  if (kind === 'boolean') return name;
  const isList = types.includes('words') && !types.includes('string');
  const text = types.includes('string') ? [valueNames.text] : [];
  const values = kind === 'json' ? [...text, isList ? valueNames.list : valueNames.json] : [valueNames[kind]];
  const value = (choices.length > 0 && kind !== 'json' ? choices : [...choices, ...values]).join('|');
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
