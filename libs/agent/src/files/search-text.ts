import { setImmediate as nextTick } from 'node:timers/promises';
import { createContext, Script } from 'node:vm';
import { throwIfAborted } from '@codex-pro/runtime';
import { FileRefusal } from './file-refusal.ts';
import { cutLine, isBinary } from './text-lines.ts';
import type { WorkspaceFiles } from './workspace-files.ts';

export interface SearchRequest {
  readonly query: string;
  readonly regex: boolean;
  readonly ignoreCase: boolean;
  readonly fits: (path: string) => boolean;
  readonly maxResults: number;
}

export interface SearchResult {
  /** `path:line: text`. */
  readonly hits: readonly string[];
  /** Why there may be more: in words, empty for nothing. */
  readonly notes: readonly string[];
}

const maxFileBytes = 2 * 1024 * 1024;
const maxTotalBytes = 256 * 1024 * 1024;
const maxMs = 10_000;

/** Searches files line by line, for so long and so much. Throws FileRefusal for an expression that is none. */
export async function searchText(
  files: WorkspaceFiles,
  request: SearchRequest,
  signal: AbortSignal,
): Promise<SearchResult> {
  const matches = matcher(request);
  const hits: string[] = [];
  const end = performance.now() + maxMs;
  let bytesRead = 0;
  let large = 0;
  for (const path of (await files.list(signal)).filter(request.fits)) {
    throwIfAborted(signal);
    if (performance.now() > end || bytesRead > maxTotalBytes) {
      return { hits, notes: ['The search was ended before all files were read: narrow it.'] };
    }
    const bytes = readText(files, path);
    if (bytes === null) continue;
    if (bytes === 'large') {
      large += 1;
      continue;
    }
    bytesRead += bytes.length;
    const text = bytes.toString('utf8');
    for (const number of matches(text, Math.max(1, end - performance.now()))) {
      hits.push(`${path}:${number}: ${cutLine(text.split('\n', number)[number - 1] ?? '').trimEnd()}`);
      if (hits.length >= request.maxResults)
        return { hits, notes: ['There may be more: narrow the search.'] };
    }
    await nextTick();
  }
  return {
    hits,
    notes: large === 0 ? [] : [`${large} files of more than ${maxFileBytes} bytes were left out.`],
  };
}

/** Null for what cannot be read or is no text: the listing may be older than the files. */
function readText(files: WorkspaceFiles, path: string): Buffer | 'large' | null {
  try {
    const { bytes, size } = files.read(path, maxFileBytes);
    if (size > maxFileBytes) return 'large';
    return isBinary(bytes) ? null : bytes;
  } catch (error) {
    if (error instanceof FileRefusal) return null;
    throw error;
  }
}

/** Numbers of the lines that match, from 1. */
type Matcher = (text: string, maxMs: number) => readonly number[];

function matcher({ query, regex, ignoreCase }: SearchRequest): Matcher {
  if (regex) return expressionMatcher(query, ignoreCase);
  const wanted = ignoreCase ? query.toLowerCase() : query;
  return (text) => {
    const searched = ignoreCase ? text.toLowerCase() : text;
    if (!searched.includes(wanted)) return [];
    return numbersOf(searched.split('\n'), (line) => line.includes(wanted));
  };
}

/** By characters; where it holds what only the older grammar lets pass (`\-`, as other tools take it), by that. */
function expressionOf(query: string, flags: string): RegExp {
  try {
    return new RegExp(query, `${flags}u`);
  } catch {
    try {
      return new RegExp(query, flags);
    } catch (error) {
      throw new FileRefusal(error instanceof Error ? error.message : String(error));
    }
  }
}

const maxExpressionMs = 1_000;
const runOnClock = new Script('run()');

/** The model's expression runs on a clock of its own: one that backtracks for ever is ended. */
function expressionMatcher(query: string, ignoreCase: boolean): Matcher {
  const expression = expressionOf(query, ignoreCase ? 'i' : '');
  let lines: readonly string[] = [];
  let found: readonly number[] = [];
  const context = createContext({
    run: () => {
      found = numbersOf(lines, (line) => expression.test(line));
    },
  });
  return (text, maxMs) => {
    lines = text.split('\n');
    try {
      runOnClock.runInContext(context, { timeout: Math.ceil(Math.min(maxMs, maxExpressionMs)) });
    } catch (error) {
      if (isLate(error)) throw new FileRefusal('the expression takes too long on this text: make it simpler');
      throw error;
    }
    return found;
  };
}

/** The error comes from the realm of the script, so it is no `Error` of ours. */
function isLate(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}

function numbersOf(lines: readonly string[], fits: (line: string) => boolean): number[] {
  return lines.flatMap((line, index) => (fits(line) ? [index + 1] : []));
}
