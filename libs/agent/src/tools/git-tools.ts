import * as z from 'zod';
import { type AgentTool, defineFunctionTool } from '../agent-tool.ts';
import { FileRefusal } from '../files/file-refusal.ts';
import { numberedLines } from '../files/text-lines.ts';
import type { WorkspaceFiles } from '../files/workspace-files.ts';
import { type Give, pageFields, pageOf } from './bounded-output.ts';
import { gitBlameSpec, gitShowSpec } from './specs/read-tools.ts';

/**
 * What is read of a repository's history. Paths are relative to the workspace with `/`, and checked already; revisions
 * look like one and never begin with a dash. Throws InputError for what does not exist.
 */
export interface GitReader {
  /** The text of a file at a revision; without a path, the commit's message and the names of what it changed. */
  show(revision: string, path: string | null, signal: AbortSignal): Promise<string>;
  /** A line a line: commit, author, date, number, text. */
  blame(request: BlameRequest, signal: AbortSignal): Promise<string>;
}

export interface BlameRequest {
  readonly path: string;
  /** null for the file as it lies in the workspace. */
  readonly revision: string | null;
  readonly startLine: number;
  readonly endLine: number;
}

const maxBlamed = 200;
const maxBytes = 60 * 1024;
const revisionLike = /^[A-Za-z0-9_][\w./@{}^~+-]{0,199}$/;

export function createGitTools(files: WorkspaceFiles, git: GitReader, give: Give): readonly AgentTool[] {
  return [gitShow(files, git, give), gitBlame(files, git, give)];
}

function gitShow(files: WorkspaceFiles, git: GitReader, give: Give): AgentTool {
  return defineFunctionTool({
    spec: gitShowSpec,
    effects: 'none',
    input: z.object({
      revision: z.string(),
      path: z.string().nullish(),
      ...pageFields,
    }),
    describe: ({ revision, path }) => `reads ${path ?? 'the commit'} at ${revision}`,
    run: (input, { signal }) =>
      give(async () => {
        const path = input.path == null ? null : files.named(input.path);
        const text = await git.show(checkRevision(input.revision), path, signal);
        return path === null ? text : numberedLines(text, pageOf(input), maxBytes);
      }),
  });
}

function gitBlame(files: WorkspaceFiles, git: GitReader, give: Give): AgentTool {
  return defineFunctionTool({
    spec: gitBlameSpec,
    effects: 'none',
    input: z.object({
      path: z.string(),
      start_line: z.number().int().min(1),
      end_line: z.number().int().min(1),
      revision: z.string().nullish(),
    }),
    describe: ({ path }) => `reads who changed ${path}`,
    run: (input, { signal }) =>
      give(async () => {
        if (input.end_line < input.start_line) throw new FileRefusal('end_line is before start_line');
        return await git.blame(
          {
            path: files.named(input.path),
            revision: input.revision == null ? null : checkRevision(input.revision),
            startLine: input.start_line,
            endLine: Math.min(input.end_line, input.start_line + maxBlamed - 1),
          },
          signal,
        );
      }),
  });
}

function checkRevision(revision: string): string {
  if (revisionLike.test(revision) && !revision.includes('..')) return revision;
  throw new FileRefusal(`${revision} is no revision`);
}
