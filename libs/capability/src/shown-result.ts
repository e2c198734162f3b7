import { readFile } from 'node:fs/promises';
import { errorText, type ToolAnswer } from '@codex-pro/mcp';
import { type ErrorReport, InputError } from '@codex-pro/runtime';
import { cutEnvelope } from './cut-envelope.ts';
import {
  type Capability,
  type Kind,
  partNameOf,
  type Rendering,
  type TerminalView,
} from './define-capability.ts';
import { type Envelope, toWire } from './envelope.ts';

/** A result that knows how to show itself; what its part is, stays inside. */
export interface ShownResult {
  readonly jobId: string | null;
  /** How it ended, in a sentence or two. */
  readonly summary: string;
  readonly error: ErrorReport | null;
  readonly nextSteps: readonly string[];
  /** For an MCP host: cut to the characters that the settings allow. */
  answer(): Promise<ToolAnswer>;
  /** For a terminal: not cut to a length. Throws InputError where there is nothing in this format. */
  print(format: string, view: TerminalView): Promise<string>;
  /** Whether the whole result, shown or not, is a failure by what the person named with `--fail-on`. */
  fails(choice: string): boolean;
}

export function showResult<Name extends Kind, Request, Part>(
  capability: Capability<Name, Request, Part>,
  envelope: Envelope<Part>,
  maxCharacters: number,
): ShownResult {
  const name = partNameOf(capability);
  return {
    jobId: envelope.job?.id ?? null,
    summary: envelope.summary,
    error: envelope.error,
    nextSteps: envelope.next_steps,
    async answer() {
      const { error } = envelope;
      // Text and structured part each have to fit; an error's text holds both the message and the data.
      const opening = error === null ? '' : `${errorText(error)}\n\n`;
      const rendering = await capability.rendering();
      const shown = shownOf(envelope, rendering);
      const room = maxCharacters - opening.length;
      const structured = toWire(name, cutEnvelope(name, shown, room, rendering.shorten));
      if (error === null) return { structured };
      return { structured, text: `${opening}${JSON.stringify(structured)}`, isError: true };
    },
    async print(format, view) {
      if (format === 'text' && isUnfinished(envelope)) return stillRunning(envelope);
      const rendering = await capability.rendering();
      const shown = shownOf(envelope, rendering);
      if (format === 'json') return `${JSON.stringify(toWire(name, shown), null, 2)}\n`;
      if (format === 'text') return rendering.text(shown, view);
      const artifact = artifactOf(envelope, format === 'markdown' ? format : capability.formats?.[format]);
      if (artifact !== undefined) return readFile(artifact.path, 'utf8');
      if (format === 'markdown') return rendering.markdown(shown);
      throw new InputError('input_invalid', `There is no ${format} of this result.`);
    },
    fails: (choice) => envelope.part !== null && capability.failOn?.fails(envelope.part, choice) === true,
  };
}

function shownOf<Part>(envelope: Envelope<Part>, { shown }: Rendering<Part>): Envelope<Part> {
  if (envelope.part === null || shown === undefined) return envelope;
  const { part, notDone } = shown(envelope.part);
  return { ...envelope, part, not_done: [...envelope.not_done, ...notDone] };
}

function isUnfinished({ job }: Envelope<unknown>): boolean {
  return job !== null && job.ended_at === null;
}

/** Not a result yet, and the same for every kind: what is being done, and how to come back to it. */
function stillRunning({ job, summary, next_steps: steps }: Envelope<unknown>): string {
  return `${job?.id} is ${job?.state}: ${summary}.\n${steps.map((step) => `${step}\n`).join('')}`;
}

function artifactOf(envelope: Envelope<unknown>, kind: string | undefined): { path: string } | undefined {
  return envelope.artifacts.find((artifact) => artifact.kind === kind);
}
