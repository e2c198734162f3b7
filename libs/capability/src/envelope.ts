import type { Limits, UsageTotal } from '@codex-pro/codex';
import type { JobState } from '@codex-pro/jobs';
import type { ErrorReport } from '@codex-pro/runtime';

export const envelopeVersion = 'codex-pro/1';

/** The job as an envelope shows it. Times are ISO 8601 UTC. */
export interface EnvelopeJob {
  id: string;
  kind: string;
  state: JobState;
  /** Absolute path it worked on. */
  workspace: string;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  model: string | null;
  effort: string | null;
  tier: string | null;
  profile: string | null;
  attempts: number;
}

/** What was left out; `why` begins with a fixed word and a colon. */
export interface NotDone {
  what: string;
  why: string;
}

/** A file, by absolute path. */
export interface Artifact {
  kind: string;
  path: string;
}

/** What every result of a capability holds, whatever its kind. */
export interface EnvelopeFrame {
  schema: typeof envelopeVersion;
  /** null when nothing was started: a dry run, or an error before the start. */
  job: EnvelopeJob | null;
  summary: string;
  usage: UsageTotal;
  limits: Limits | null;
  not_done: NotDone[];
  artifacts: Artifact[];
  next_steps: string[];
  error: ErrorReport | null;
}

/** A result inside our own code: the capability's part is `part`, whatever its name on the wire. */
export interface Envelope<Part> extends EnvelopeFrame {
  readonly part: Part | null;
  /** What a dry run found out; only there. */
  readonly dry_run?: Readonly<Record<string, unknown>>;
}

/** The envelope as it goes out, the part under its name, in the order that people read. */
export function toWire<Part>(kind: string, envelope: Envelope<Part>): Record<string, unknown> {
  const { schema, job, summary, part, dry_run, ...rest } = envelope;
  return { schema, job, summary, [kind]: part, ...(dry_run === undefined ? {} : { dry_run }), ...rest };
}

/** The usage of something that made no call. */
export function noUsage(note: string): UsageTotal {
  return {
    requests: 0,
    attempts: 0,
    input_tokens: 0,
    cached_input_tokens: 0,
    output_tokens: 0,
    reasoning_tokens: 0,
    cost_usd: null,
    cost_note: note,
  };
}
