import { errorText } from '@codex-pro/mcp';
import { InputError, nearestName, toErrorReport } from '@codex-pro/runtime';
import type { Product } from '../product.ts';
import type { ServerDefinition } from '../server-definition.ts';
import type { Command, Commands } from './command.ts';
import { commandsOf } from './commands.ts';
import { done, exitCodeOf, wrongUse } from './exit-code.ts';
import type { Flag } from './flags.ts';
import { createLiveScreen, type Screen } from './live-screen.ts';
import { nameWords } from './name-words.ts';
import { parseFlags } from './parse-flags.ts';
import { createProgressLines, type ProgressScreen } from './progress-lines.ts';
import { exitCodes, toolUsage } from './usage-text.ts';

/** Where the face reads its width from and writes to: the process's own streams, or a test's. */
export interface TerminalStreams {
  readonly stdout: ProgressScreen & Screen;
  readonly stderr: ProgressScreen;
}

/** The face for people and CI: `run <tool> [flags]`. Resolves with the exit code. */
export async function terminalFace(
  definition: ServerDefinition,
  product: Product,
  [face, name, ...words]: readonly string[],
  streams: TerminalStreams = process,
): Promise<number> {
  const refuse = (message: string): number => {
    streams.stderr.write(`input_invalid: ${message}\n`);
    return wrongUse;
  };
  const commands = commandsOf(definition, product);
  const program = `node ${product.bundle}`;
  if (face === '--help' || face === '-h' || (face === 'run' && isHelp(name))) {
    streams.stdout.write(await overview(definition, program, commands));
    return done;
  }
  if (face !== 'run') return refuse(`There is no ${face}. Use run <tool>; --help shows the tools.`);
  const known = name?.replaceAll('_', '-') ?? '';
  const load = Object.hasOwn(commands, known) ? commands[known] : undefined;
  if (load === undefined) {
    if (name === undefined) return refuse('Name a tool; run --help shows them.');
    const near = nearestName(name, Object.keys(commands));
    const hint = near === undefined ? 'run --help shows the tools.' : `Did you mean ${near}?`;
    return refuse(`There is no tool ${name} in ${product.name}. ${hint}`);
  }
  const command = await load();
  if (words.some(isHelp)) {
    streams.stdout.write(
      toolUsage(
        `${program} run ${known}${synopsisOf(command)}`,
        {
          ...command,
          flags: command.flags(),
        },
        columnsOf(streams, product),
      ),
    );
    return done;
  }
  return runCommand(known, command, words, product, streams);
}

async function runCommand(
  name: string,
  command: Command,
  words: readonly string[],
  product: Product,
  { stdout, stderr }: TerminalStreams,
): Promise<number> {
  const flags = command.flags();
  let parsed: Record<string, unknown>;
  try {
    parsed = parseFlags(nameWords(words, command.words ?? []), [...flags, formatFlag(command.formats)]);
    const { [printed]: format = 'text' } = parsed;
    if (typeof format !== 'string' || !command.formats.includes(format)) {
      throw new InputError('input_invalid', `--format must be one of ${command.formats.join(', ')}.`);
    }
    const failOn = flags.find(({ field }) => field === 'fail_on');
    if (failOn !== undefined && parsed['fail_on'] !== undefined) {
      if (!failOn.choices.includes(String(parsed['fail_on']))) {
        throw new InputError('input_invalid', `--fail-on must be one of ${failOn.choices.join(', ')}.`);
      }
    }
  } catch (error) {
    const report = toErrorReport(error);
    stderr.write(`${errorText(report)}\nrun ${name} --help shows the flags.\n`);
    return exitCodeOf(report.code);
  }
  const { [printed]: format, ...given } = parsed;
  return command.run({
    given,
    format: typeof format === 'string' ? format : 'text',
    product,
    lines: createProgressLines(stderr),
    view: {
      get columns() {
        return columnsOf({ stdout }, product);
      },
      color: stdout.isTTY === true && product.env['NO_COLOR'] === undefined,
    },
    isTerminal: stdout.isTTY === true,
    liveScreen: () => (stdout.isTTY === true ? createLiveScreen(stdout) : null),
    stdout: (text) => stdout.write(text),
    stderr: (text) => stderr.write(text),
  });
}

function synopsisOf({ words = [] }: Command): string {
  return words.map((field) => ` [<${field.replaceAll('_', '-')}>]`).join('');
}

/** For output that is no terminal: a shell that exports COLUMNS says how wide it will be read. */
function columnsOf({ stdout }: Pick<TerminalStreams, 'stdout'>, { env }: Product): number {
  if (stdout.columns !== undefined) return stdout.columns;
  const columns = Number(env['COLUMNS']);
  return Number.isInteger(columns) && columns >= 20 ? columns : 100;
}

/** Kept under the flag's whole name, which is no tool's field: a tool may have a `format` of its own. */
const printed = '--format';

function formatFlag(formats: readonly string[]): Flag {
  return {
    field: printed,
    name: printed,
    kind: 'text',
    numbers: false,
    types: [],
    choices: formats,
    description: 'How the result is printed',
    byDefault: 'text',
    required: false,
  };
}

function isHelp(word: string | undefined): boolean {
  return word === '--help' || word === '-h';
}

async function overview(definition: ServerDefinition, program: string, commands: Commands): Promise<string> {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(
    async ([name, load]) => `  ${name.padEnd(width)}  ${(await load()).title}`,
  );
  const list = (await Promise.all(lines)).join('\n');
  return `${definition.title}

Usage: ${program}                    serve MCP on stdin and stdout
       ${program} run <tool> [flags] the same from a terminal
       ${program} --version

Tools (run <tool> --help shows the flags):
${list}

${exitCodes}
`;
}
