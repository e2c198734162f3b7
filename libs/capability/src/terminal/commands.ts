import type { StartTool } from '../define-start-tool.ts';
import type { Product } from '../product.ts';
import { isStartTool, type PlainTool, type ServerDefinition } from '../server-definition.ts';
import type { Command, Commands } from './command.ts';
import { type Flag, flagsOf } from './flags.ts';
import { resetCommand } from './reset-command.ts';
import { runPlainTool, runStartTool, watchPlainTool } from './run-tool.ts';
import { waitCommand } from './wait-command.ts';

/** The tools of a server, and what a terminal needs besides. */
export function commandsOf({ tools, jobs }: ServerDefinition, product: Product): Commands {
  const commands = Object.entries(tools).map(([name, load]) => [
    name.replaceAll('_', '-'),
    async () => {
      const tool = await load();
      return isStartTool(tool) ? startCommand(tool, product) : plainCommand(tool);
    },
  ]);
  return {
    ...Object.fromEntries(commands),
    ...(jobs === undefined ? {} : { wait: () => waitCommand(jobs, shownAlways) }),
    reset: async () => resetCommand,
  };
}

const shownAlways = ['text', 'json', 'markdown'];

function startCommand(start: StartTool, product: Product): Command {
  const tool = start.tool(product);
  const { failOn } = start;
  return {
    title: tool.title,
    flags: () => [
      ...flagsOf(tool).map((flag) =>
        flag.field === 'wait_seconds' ? { ...flag, byDefault: 'until the end' } : flag,
      ),
      ...(failOn === undefined ? [] : [failOnFlag(failOn)]),
    ],
    formats: [...shownAlways, ...start.formats],
    words: start.words,
    run({ given: { fail_on: named, ...given }, ...call }) {
      const choice = typeof named === 'string' ? named : undefined;
      return runStartTool(start, { ...call, given }, choice);
    },
  };
}

function failOnFlag({ choices, description }: NonNullable<StartTool['failOn']>): Flag {
  return {
    field: 'fail_on',
    name: '--fail-on',
    kind: 'text',
    numbers: false,
    types: [],
    choices,
    description,
    byDefault: undefined,
    required: false,
  };
}

function plainCommand(plain: PlainTool): Command {
  return {
    title: plain.tool.title,
    flags: () => [...flagsOf(plain.tool), ...(plain.watch === undefined ? [] : [watchFlag])],
    formats: ['text', 'json'],
    words: plain.words ?? [],
    run({ given: { watch, ...given }, ...call }) {
      const run = watch === true ? watchPlainTool : runPlainTool;
      return run(plain, { ...call, given });
    },
  };
}

const watchFlag: Flag = {
  field: 'watch',
  name: '--watch',
  kind: 'boolean',
  numbers: false,
  types: [],
  choices: [],
  description: 'Show it again whenever it changes, until nothing changes any more; Ctrl-C leaves',
  byDefault: undefined,
  required: false,
};
