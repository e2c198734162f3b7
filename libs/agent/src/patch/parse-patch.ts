import type { PatchHunk } from './patch.ts';
import { PatchProblem } from './patch-problem.ts';
import { createUpdateBody, type UpdateBody } from './update-body.ts';
import { trim, trimEnd } from './white-space.ts';

const begin = '*** Begin Patch';
const end = '*** End Patch';
const environment = '*** Environment ID:';
const headers = { add: '*** Add File: ', delete: '*** Delete File: ', update: '*** Update File: ' } as const;

/**
 * Parses the text of a patch, as leniently as the Codex CLI 0.169 does (held against its binary): white space around
 * the whole and around markers, a here-document around it, Windows line ends, a first chunk without `@@`. Throws
 * PatchProblem with the number of the line.
 */
export function parsePatch(text: string): readonly PatchHunk[] {
  if (!text.isWellFormed()) throw new PatchProblem('Invalid patch: the text holds half of a surrogate pair');
  const lines = patchLines(text);
  const hunks: PatchHunk[] = [];
  let open: OpenHunk | null = null;
  const close = () => {
    if (open !== null) hunks.push(open.finish());
    open = null;
  };
  let ended = false;
  lines.forEach((line, index) => {
    const number = index + 1;
    if (number === 1) return;
    // The last line is the end however far it is set in, and though there was an end before it.
    const last = number === lines.length && trim(line) === end;
    const header = last ? 'end' : headerOf(open?.kind === 'update' ? trimEnd(line) : trim(line));
    if (ended && !last) {
      if (trim(line) !== '') throw new PatchProblem(lastLine);
    } else if (header === 'end') {
      close();
      ended = true;
    } else if (header !== null) {
      close();
      open = openHunk(header, number);
    } else if (number === 2 && trim(line).startsWith(environment)) {
      if (trim(line) === environment)
        throw new PatchProblem('Invalid patch: apply_patch environment_id cannot be empty');
    } else if (open === null || !open.take(line, number)) {
      throw noHeader(line, number);
    }
  });
  if (hunks.length === 0) throw new PatchProblem('No files were modified.');
  return hunks;
}

const lastLine = `Invalid patch: The last line of the patch must be '${end}'`;

/** The lines from the first marker on, here-document and line ends taken off. */
function patchLines(text: string): readonly string[] {
  const lines = trim(text)
    .split('\n')
    .map((line) => line.replace(/\r+$/, ''));
  const [first = ''] = lines;
  const inner = lines.slice(1, -1);
  const wrapped = hereDocuments.has(first) && lines.length >= 4 && (lines.at(-1) ?? '').endsWith('EOF');
  const patch = wrapped ? inner : lines;
  if (text !== '' && trim(patch[0] ?? '') !== begin) {
    throw new PatchProblem(`Invalid patch: The first line of the patch must be '${begin}'`);
  }
  if (trim(patch.at(-1) ?? '') !== end) throw new PatchProblem(lastLine);
  return patch;
}

const hereDocuments = new Set(['<<EOF', "<<'EOF'", '<<"EOF"']);

interface Header {
  readonly kind: PatchHunk['kind'];
  readonly path: string;
}

function headerOf(line: string): Header | 'end' | null {
  if (line === end) return 'end';
  for (const kind of ['add', 'delete', 'update'] as const) {
    if (line.startsWith(headers[kind])) return { kind, path: line.slice(headers[kind].length) };
  }
  return null;
}

interface OpenHunk {
  readonly kind: PatchHunk['kind'];
  /** False where the line is no part of the hunk. Throws PatchProblem for one that only looks like it. */
  take(line: string, number: number): boolean;
  finish(): PatchHunk;
}

function openHunk({ kind, path }: Header, number: number): OpenHunk {
  if (kind === 'update') {
    const body: UpdateBody = createUpdateBody(path, number);
    return { kind, take: body.take, finish: () => ({ kind, path, ...body.finish() }) };
  }
  const added: string[] = [];
  return {
    kind,
    take(line) {
      if (kind === 'delete' || !line.startsWith('+')) return false;
      added.push(`${line.slice(1)}\n`);
      return true;
    },
    finish: () => (kind === 'add' ? { kind, path, content: added.join('') } : { kind, path }),
  };
}

function noHeader(line: string, number: number): PatchProblem {
  return new PatchProblem(
    `Invalid patch hunk on line ${number}: '${trim(line)}' is not a valid hunk header. Valid hunk headers: ` +
      "'*** Add File: {path}', '*** Delete File: {path}', '*** Update File: {path}'",
  );
}
