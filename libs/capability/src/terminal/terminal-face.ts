import { errorText, nearestName, type Tool } from '@codex-pro/mcp';
import { InputError, toErrorReport } from '@codex-pro/runtime';
import type { StartTool } from '../define-start-tool.ts';
import type { Product } from '../product.ts';
import { isStartTool, type PlainTool, type ServerDefinition } from '../server-definition.ts';
import { done, exitCodeOf, wrongUse } from './exit-code.ts';
import { type Flag, flagsOf } from './flags.ts';
import { parseFlags } from './parse-flags.ts';
import { createProgressLines, type ProgressScreen } from './progress-lines.ts';
import { runPlainTool, runStartTool, type TerminalCall, waitForJob } from './run-tool.ts';
import { exitCodes, toolUsage } from './usage-text.ts';

interface Command {
  /** `list-jobs` of the tool `list_jobs`. */
  readonly name: string;
  readonly title: string;
  readonly flags: readonly Flag[];
  readonly formats: readonly string[];
  run(call: TerminalCall): Promise<number>;
}

/** Where the face reads its width from and writes to: the process's own streams, or a test's. */
export interface TerminalStreams {
  readonly stdout: ProgressScreen;
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
    streams.stderr.write(`${message}\n`);
    return wrongUse;
  };
  const commands = commandsOf(definition, product);
  const program = `node ${product.bundle}`;
  if (face === '--help' || face === '-h' || (face === 'run' && isHelp(name))) {
    streams.stdout.write(overview(definition, program, commands));
    return done;
  }
  if (face !== 'run') return refuse(`There is no ${face}. Use run <tool>; --help shows the tools.`);
  const command = commands.find((each) => each.name === name?.replaceAll('_', '-'));
  if (command === undefined) {
    const near = nearestName(
      name ?? '',
      commands.map((each) => each.name),
    );
    const hint = near === undefined ? '' : ` Did you mean ${near}?`;
    return refuse(
      name === undefined ? 'Name a tool; --help shows them.' : `There is no tool ${name}.${hint}`,
    );
  }
  if (words.some(isHelp)) {
    streams.stdout.write(toolUsage(`${program} run ${command.name}`, command));
    return done;
  }
  return runCommand(command, words, product, streams);
}

async function runCommand(
  command: Command,
  words: readonly string[],
  product: Product,
  { stdout, stderr }: TerminalStreams,
): Promise<number> {
  let parsed: Record<string, unknown>;
  try {
    parsed = parseFlags(words, [...command.flags, formatFlag(command.formats)]);
    const { format = 'text' } = parsed;
    if (typeof format !== 'string' || !command.formats.includes(format)) {
      throw new InputError('input_invalid', `--format must be one of ${command.formats.join(', ')}.`);
    }
  } catch (error) {
    const report = toErrorReport(error);
    stderr.write(`${errorText(report)}\nrun ${command.name} --help shows the flags.\n`);
    return exitCodeOf(report.code);
  }
  const { format, ...given } = parsed;
  return command.run({
    given,
    format: typeof format === 'string' ? format : 'text',
    product,
    lines: createProgressLines(stderr),
    view: {
      columns: stdout.columns ?? 100,
      color: stdout.isTTY === true && product.env['NO_COLOR'] === undefined,
    },
    stdout: (text) => stdout.write(text),
    stderr: (text) => stderr.write(text),
  });
}

function commandsOf(definition: ServerDefinition, product: Product): Command[] {
  const commands = definition.tools.map((tool) =>
    isStartTool(tool) ? startCommand(tool, product) : plainCommand(tool),
  );
  const starts = definition.tools.find(isStartTool);
  return starts === undefined ? commands : [...commands, waitCommand(starts)];
}

const shownAlways = ['text', 'json', 'markdown'];

function startCommand(start: StartTool, product: Product): Command {
  const tool = start.tool(product);
  const flags = flagsOf(tool).map((flag) =>
    flag.field === 'wait_seconds' ? { ...flag, byDefault: 'until the end' } : flag,
  );
  return {
    ...named(tool),
    flags,
    formats: [...shownAlways, ...start.formats],
    run: (call) => runStartTool(start, call),
  };
}

function plainCommand(plain: PlainTool): Command {
  return {
    ...named(plain.tool),
    flags: flagsOf(plain.tool),
    formats: ['text', 'json'],
    run: (call) => runPlainTool(plain, call),
  };
}

/** What somebody needs who left a job running: no tool, since hosts have the jobs server for it. */
function waitCommand(start: StartTool): Command {
  const flag: Flag = {
    field: 'job_id',
    name: '--job-id',
    kind: 'text',
    numbers: false,
    choices: [],
    description: 'The job: its id, or the beginning of it',
    byDefault: undefined,
    required: true,
  };
  return {
    name: 'wait',
    title: 'Wait for a job that was started before, and show its result',
    flags: [flag],
    formats: [...shownAlways, ...start.formats],
    async run(call) {
      const { job_id: reference } = call.given;
      if (typeof reference === 'string') return waitForJob(start, reference, call);
      call.stderr('Name the job with --job-id.\n');
      return wrongUse;
    },
  };
}

function named(tool: Tool): { name: string; title: string } {
  return { name: tool.name.replaceAll('_', '-'), title: tool.title };
}

function formatFlag(formats: readonly string[]): Flag {
  return {
    field: 'format',
    name: '--format',
    kind: 'text',
    numbers: false,
    choices: formats,
    description: 'How the result is printed',
    byDefault: 'text',
    required: false,
  };
}

function isHelp(word: string | undefined): boolean {
  return word === '--help' || word === '-h';
}

function overview(definition: ServerDefinition, program: string, commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const list = commands.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`).join('\n');
  return `${definition.title}

Usage: ${program}                    serve MCP on stdin and stdout
       ${program} run <tool> [flags] the same from a terminal
       ${program} --version

Tools (run <tool> --help shows the flags):
${list}

${exitCodes}
`;
}
