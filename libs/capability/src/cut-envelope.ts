import { fitCharacters } from '@codex-pro/mcp';
import type { Rendering } from './define-capability.ts';
import { type Envelope, toWire } from './envelope.ts';

/** What of `not_done` an answer shows at least, before anything of the result itself is cut. */
const fewestNotDone = 20;

interface Cut<Part> {
  readonly envelope: Envelope<Part>;
  readonly notDone: number;
  readonly pieces: readonly string[];
}

/**
 * The envelope cut to `max` characters of JSON: first the long tail of `not_done`, then the least important pieces of the
 * part, then all of it. What was cut is said in `not_done`, with the file that holds everything.
 */
export function cutEnvelope<Part>(
  kind: string,
  envelope: Envelope<Part>,
  max: number,
  shorten: Rendering<Part>['shorten'],
): Envelope<Part> {
  const full = envelope.artifacts.find((artifact) => artifact.kind === 'json')?.path;
  let cut: Cut<Part> = { envelope, notDone: envelope.not_done.length, pieces: [] };
  const shown = (): Envelope<Part> => withNote(cut, envelope.not_done, full);
  fitCharacters(toWire(kind, shown()), max, () => {
    const shorter = nextCut(cut, shorten);
    if (shorter === undefined) return undefined;
    cut = shorter;
    return toWire(kind, shown());
  });
  return shown();
}

function nextCut<Part>(cut: Cut<Part>, shorten: Rendering<Part>['shorten']): Cut<Part> | undefined {
  if (cut.notDone > fewestNotDone) return { ...cut, notDone: Math.max(fewestNotDone, cut.notDone >> 1) };
  const { part } = cut.envelope;
  if (part !== null) {
    const shorter = shorten(part);
    return {
      ...cut,
      envelope: { ...cut.envelope, part: shorter?.part ?? null },
      pieces: [...cut.pieces, shorter?.what ?? 'all that was left of it'],
    };
  }
  return cut.notDone > 0 ? { ...cut, notDone: 0 } : undefined;
}

function withNote<Part>(
  { envelope, notDone, pieces }: Cut<Part>,
  all: Envelope<Part>['not_done'],
  full: string | undefined,
): Envelope<Part> {
  const where = full === undefined ? '' : ` All of it is in ${full}.`;
  const notes: Envelope<Part>['not_done'] = [];
  if (notDone < all.length) {
    notes.push({
      what: `${all.length - notDone} more entries of not_done`,
      why: `cut: too long for one answer.${where}`,
    });
  }
  if (pieces.length > 0) {
    const [first] = pieces;
    const what = pieces.length === 1 ? `${first}` : `${pieces.length} pieces of the result, such as ${first}`;
    notes.push({ what, why: `cut: too long for one answer.${where}` });
  }
  return notes.length === 0 ? envelope : { ...envelope, not_done: [...notes, ...all.slice(0, notDone)] };
}
