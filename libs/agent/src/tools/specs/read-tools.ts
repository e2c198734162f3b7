import type { ToolSpec } from '@codex-pro/codex';

const path = { type: 'string', description: 'Path of a file, relative to the workspace.' };

export const readFileSpec = {
  type: 'function',
  name: 'read_file',
  description:
    'Reads a text file of the workspace, with line numbers. Long files come in pages: ask for the next lines.',
  strict: false,
  parameters: {
    type: 'object',
    properties: {
      path,
      offset: { type: 'number', description: 'First line to read, from 1. Defaults to 1.' },
      limit: { type: 'number', description: 'Lines to read. Defaults to 400, at most 2000.' },
    },
    required: ['path'],
    additionalProperties: false,
  },
} as const satisfies ToolSpec;

export const searchSpec = {
  type: 'function',
  name: 'search',
  description:
    'Searches the text files of the workspace line by line, and gives `path:line: text` for each hit. Ignored and binary files are left out.',
  strict: false,
  parameters: {
    type: 'object',
    properties: {
      query: {
        type: 'string',
        description: 'Text to find, or a JavaScript regular expression with `regex`.',
      },
      regex: { type: 'boolean', description: 'Take the query as a regular expression. Defaults to false.' },
      ignore_case: { type: 'boolean', description: 'Defaults to false.' },
      path: { type: 'string', description: 'Search only below this folder, or in this file.' },
      glob: {
        type: 'string',
        description: 'Only files whose path fits, such as `**/*.ts` or `src/*.{c,h}`.',
      },
      max_results: { type: 'number', description: 'Defaults to 100, at most 1000.' },
    },
    required: ['query'],
    additionalProperties: false,
  },
} as const satisfies ToolSpec;

export const listFilesSpec = {
  type: 'function',
  name: 'list_files',
  description: 'Lists the files of the workspace, sorted. Ignored files are left out.',
  strict: false,
  parameters: {
    type: 'object',
    properties: {
      path: { type: 'string', description: 'Only below this folder. Defaults to the whole workspace.' },
      glob: { type: 'string', description: 'Only files whose path fits, such as `**/*.ts`.' },
      max_results: { type: 'number', description: 'Defaults to 500, at most 5000.' },
    },
    additionalProperties: false,
  },
} as const satisfies ToolSpec;

export const gitShowSpec = {
  type: 'function',
  name: 'git_show',
  description:
    'Shows a file as it is at a revision; without a path, the message of the commit and the names of the files that it changed.',
  strict: false,
  parameters: {
    type: 'object',
    properties: {
      revision: { type: 'string', description: 'A commit, branch or tag, such as `HEAD~1` or `v1.2`.' },
      path,
      offset: { type: 'number', description: 'First line to show, from 1. Defaults to 1.' },
      limit: { type: 'number', description: 'Lines to show. Defaults to 400, at most 2000.' },
    },
    required: ['revision'],
    additionalProperties: false,
  },
} as const satisfies ToolSpec;

export const gitBlameSpec = {
  type: 'function',
  name: 'git_blame',
  description: 'Shows which commit last changed each of some lines of a file.',
  strict: false,
  parameters: {
    type: 'object',
    properties: {
      path,
      start_line: { type: 'number', description: 'From 1.' },
      end_line: { type: 'number', description: 'At most 200 lines after the first.' },
      revision: { type: 'string', description: 'Defaults to the file as it lies in the workspace.' },
    },
    required: ['path', 'start_line', 'end_line'],
    additionalProperties: false,
  },
} as const satisfies ToolSpec;
