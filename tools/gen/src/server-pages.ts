import type { ListedByServer } from '@codex-pro/mcp';
import { registeredName } from './launch.ts';
import { generatedComment } from './product.ts';
import type { Server } from './servers.ts';

/** A page a server: its tools as hosts see them, with arguments and hints. */
export function serverPages(servers: readonly Server[]): Map<string, string> {
  return new Map(servers.map((server) => [`docs/servers/${server.name}.md`, serverPage(server)]));
}

function serverPage(server: Server): string {
  return `<!-- ${generatedComment} -->

# The server ${server.name}

${server.description} Registered as \`${registeredName(server)}\` where hosts share one list of names.

\`\`\`sh
node plugins/codex-pro/dist/${server.name}.mjs --help
\`\`\`

${toolTable(server, (name) => `[\`${name}\`](#${name})`)}

Hosts run tools that only read side by side, and ask before others. From a terminal a tool is
\`node plugins/codex-pro/dist/${server.name}.mjs run <tool>\`, its name and its fields with hyphens: \`run ${hyphens(server.tools[0]?.name ?? '')} --help\`.${ownFormat(server)}

${server.tools.map(toolPart).join('\n')}`;
}

/** In a terminal `--format` says how a result is printed. */
function ownFormat({ tools }: Server): string {
  const named = tools.some(({ inputSchema }) => 'format' in ((inputSchema as InputSchema).properties ?? {}));
  return named
    ? ' The field `format` is `--input-format` there: `--format` says how the result is printed.'
    : '';
}

/** One row a tool: what it does, and what a host may expect of it. */
export function toolTable(server: Server, nameCell: (name: string) => string): string {
  const rows = server.tools.map(
    (tool) => `| ${nameCell(tool.name)} | ${cell(firstSentence(tool))} | ${hintsOf(tool)} |`,
  );
  return `| Tool | What it does | Hints |\n|---|---|---|\n${rows.join('\n')}`;
}

function toolPart(tool: ListedByServer): string {
  const schema = tool.inputSchema as InputSchema;
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).map(
    ([name, field]) =>
      `| \`${name}\` | ${cell(typeOf(field))} | ${required.has(name) && field.default === undefined ? 'required' : defaultOf(field)} | ${cell(field.description ?? '')} |`,
  );
  const table =
    rows.length === 0
      ? 'No arguments.\n'
      : `| Argument | Type | Default | Meaning |\n|---|---|---|---|\n${rows.join('\n')}\n`;
  return `## ${tool.name}\n\n${(tool.description ?? '').trim()}\n\n${table}`;
}

interface Field {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Field[];
  readonly items?: Field;
}

interface InputSchema {
  readonly properties?: Readonly<Record<string, Field>>;
  readonly required?: readonly string[];
}

function typeOf(field: Field): string {
  if (field.enum !== undefined) return field.enum.map((one) => `\`${String(one)}\``).join(', ');
  if (field.const !== undefined) return `\`${String(field.const)}\``;
  if (field.anyOf !== undefined) return field.anyOf.map(typeOf).join(' or ');
  if (field.type === 'array') {
    return field.items === undefined || field.items.type === undefined
      ? 'list'
      : `list of ${typeOf(field.items)}`;
  }
  return typeof field.type === 'string' ? field.type : (field.type ?? []).join(' or ');
}

function defaultOf(field: Field): string {
  return field.default === undefined ? '' : `\`${JSON.stringify(field.default)}\``;
}

function firstSentence(tool: ListedByServer): string {
  const paragraph = (tool.description ?? '').split('\n\n')[0] ?? '';
  return /^.*?[.](?=\s|$)/s.exec(paragraph)?.[0] ?? paragraph;
}

/** The four hints in words: what people ask before they allow a tool. */
function hintsOf(tool: ListedByServer): string {
  const hints = tool.annotations as Readonly<Record<string, unknown>> | undefined;
  const words = [
    hints?.['readOnlyHint'] === true
      ? 'only reads'
      : hints?.['destructiveHint'] === true
        ? 'may change or remove'
        : 'adds',
    hints?.['idempotentHint'] === true ? 'twice is as once' : 'each call counts',
    hints?.['openWorldHint'] === true ? 'reaches the network' : 'stays on this machine',
  ];
  return words.join('; ');
}

/** Text in one cell of a table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');
}

function hyphens(name: string): string {
  return name.replaceAll('_', '-');
}
