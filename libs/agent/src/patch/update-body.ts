import type { PatchChunk, PatchLine } from './patch.ts';
import { PatchProblem } from './patch-problem.ts';
import { trimEnd } from './white-space.ts';

const moveTo = '*** Move to: ';
const endOfFile = '*** End of File';

/** The lines under an update header, taken one by one. */
export interface UpdateBody {
  /** Always true: a line that does not fit throws PatchProblem. */
  take(line: string, number: number): boolean;
  /** Throws PatchProblem where the body holds no change. */
  finish(): { readonly moveTo: string | null; readonly chunks: readonly PatchChunk[] };
}

interface OpenChunk {
  readonly context: string | null;
  readonly lines: PatchLine[];
  atEnd: boolean;
}

export function createUpdateBody(path: string, headerNumber: number): UpdateBody {
  const chunks: OpenChunk[] = [];
  let destination: string | null = null;
  let lastNumber = headerNumber;

  const startChunk = (context: string | null): OpenChunk => {
    const chunk = { context, lines: [], atEnd: false };
    chunks.push(chunk);
    return chunk;
  };
  const takeChange = (line: string, number: number) => {
    // A line without even the leading space is an empty line of context.
    const sign = line === '' ? ' ' : line.charAt(0);
    if (sign !== ' ' && sign !== '+' && sign !== '-') throw misplaced(line, number, chunks.at(-1));
    (chunks.at(-1) ?? startChunk(null)).lines.push({ sign, text: line.slice(1) });
  };

  return {
    take(line, number) {
      lastNumber = number;
      const bare = trimEnd(line);
      const last = chunks.at(-1);
      if (last === undefined && destination === null && bare.startsWith(moveTo)) {
        destination = bare.slice(moveTo.length);
      } else if (bare === '@@' || line.startsWith('@@ ')) {
        if (last !== undefined && isEmpty(last)) throw unexpected(line, number);
        startChunk(bare === '@@' ? null : bare.slice(3));
      } else if (last?.atEnd === true) {
        if (bare !== '') throw expectedMarker(line, number);
      } else if (bare === endOfFile) {
        if (last === undefined) return true;
        if (isEmpty(last)) throw noLines(number);
        last.atEnd = true;
      } else {
        takeChange(line, number);
      }
      return true;
    },
    finish() {
      const last = chunks.at(-1);
      if (last === undefined) {
        throw new PatchProblem(
          `Invalid patch hunk on line ${headerNumber}: Update file hunk for path '${path}' is empty`,
        );
      }
      if (isEmpty(last)) throw noLines(lastNumber + 1);
      return { moveTo: destination, chunks };
    },
  };
}

function isEmpty(chunk: OpenChunk): boolean {
  return chunk.lines.length === 0;
}

function misplaced(line: string, number: number, last: OpenChunk | undefined): PatchProblem {
  return last === undefined || isEmpty(last) ? unexpected(line, number) : expectedMarker(line, number);
}

function unexpected(line: string, number: number): PatchProblem {
  return new PatchProblem(
    `Invalid patch hunk on line ${number}: Unexpected line found in update hunk: '${line}'. Every line should start ` +
      "with ' ' (context line), '+' (added line), or '-' (removed line)",
  );
}

function expectedMarker(line: string, number: number): PatchProblem {
  return new PatchProblem(
    `Invalid patch hunk on line ${number}: Expected update hunk to start with a @@ context marker, got: '${line}'`,
  );
}

function noLines(number: number): PatchProblem {
  return new PatchProblem(`Invalid patch hunk on line ${number}: Update hunk does not contain any lines`);
}
