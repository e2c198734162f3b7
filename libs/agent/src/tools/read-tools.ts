import * as z from 'zod';
import { type AgentTool, defineFunctionTool } from '../agent-tool.ts';
import { FileRefusal } from '../files/file-refusal.ts';
import { pathPattern } from '../files/path-pattern.ts';
import { searchText } from '../files/search-text.ts';
import { isBinary, numberedLines } from '../files/text-lines.ts';
import type { WorkspaceFiles } from '../files/workspace-files.ts';
import { boundedOutput, type Give, maxResultBytes, pageFields, pageOf } from './bounded-output.ts';
import { createGitTools, type GitReader } from './git-tools.ts';
import { listFilesSpec, readFileSpec, searchSpec } from './specs/read-tools.ts';

export interface ReadToolsOptions {
  readonly files: WorkspaceFiles;
  /** With it there are `git_show` and `git_blame` too. */
  readonly git?: GitReader;
  /** Bytes that all results together may have; null for no bound. A result that would go over it is refused. */
  readonly totalBytes?: number | null;
}

const maxFileBytes = 8 * 1024 * 1024;

/**
 * `read_file`, `search`, `list_files`, and with a git reader `git_show` and `git_blame`. They run in this process,
 * change nothing and execute nothing. Strings that look like secrets are replaced in what they give.
 */
export function createReadTools({ files, git, totalBytes = null }: ReadToolsOptions): readonly AgentTool[] {
  const give = boundedOutput(totalBytes);
  return [
    readFile(files, give),
    search(files, give),
    listFiles(files, give),
    ...(git === undefined ? [] : createGitTools(files, git, give)),
  ];
}

function readFile(files: WorkspaceFiles, give: Give): AgentTool {
  return defineFunctionTool({
    spec: readFileSpec,
    effects: 'none',
    input: z.object({ path: z.string(), ...pageFields }),
    describe: ({ path }) => `reads ${path}`,
    run: (input, { signal }) =>
      give(async () => {
        const { bytes, size } = files.read(await files.readable(input.path, signal), maxFileBytes);
        if (isBinary(bytes)) throw new FileRefusal(`${input.path} is no text`);
        const lines = numberedLines(bytes.toString('utf8'), pageOf(input), maxResultBytes - 200);
        return size > maxFileBytes
          ? `${lines}\n(only the first ${maxFileBytes} of ${size} bytes can be read)`
          : lines;
      }),
  });
}

function search(files: WorkspaceFiles, give: Give): AgentTool {
  return defineFunctionTool({
    spec: searchSpec,
    effects: 'none',
    input: z.object({
      query: z.string().min(1).max(1_000),
      regex: z.boolean().nullish(),
      ignore_case: z.boolean().nullish(),
      path: z.string().nullish(),
      glob: z.string().max(500).nullish(),
      max_results: z.number().int().min(1).nullish(),
    }),
    describe: ({ query }) => `searches for ${query.slice(0, 60)}`,
    run: (input, { signal }) =>
      give(async () => {
        const { hits, notes } = await searchText(
          files,
          {
            query: input.query,
            regex: input.regex ?? false,
            ignoreCase: input.ignore_case ?? false,
            fits: fitting(files, input),
            maxResults: Math.min(input.max_results ?? 100, 1_000),
          },
          signal,
        );
        return [...(hits.length === 0 ? ['No hits.'] : hits), ...notes].join('\n');
      }),
  });
}

function listFiles(files: WorkspaceFiles, give: Give): AgentTool {
  return defineFunctionTool({
    spec: listFilesSpec,
    effects: 'none',
    input: z.object({
      path: z.string().nullish(),
      glob: z.string().max(500).nullish(),
      max_results: z.number().int().min(1).nullish(),
    }),
    describe: ({ path }) => `lists ${path ?? 'the files'}`,
    run: (input, { signal }) =>
      give(async () => {
        const paths = (await files.list(signal)).filter(fitting(files, input));
        if (paths.length === 0) return 'No files.';
        const shown = paths.slice(0, Math.min(input.max_results ?? 500, 5_000));
        const more = paths.length - shown.length;
        return [...shown, ...(more === 0 ? [] : [`(${more} more: narrow the path)`])].join('\n');
      }),
  });
}

/** Whether a path is below the folder, and fits the pattern, that were asked for. */
function fitting(
  files: WorkspaceFiles,
  input: { path?: string | null | undefined; glob?: string | null | undefined },
): (path: string) => boolean {
  const below = files.named(input.path ?? '');
  const fits = input.glob == null ? () => true : pathPattern(input.glob);
  return (path) => (below === '' || path === below || path.startsWith(`${below}/`)) && fits(path);
}
