import type { ModelPort } from '@codex-pro/codex';
import type { RunningJob } from '@codex-pro/jobs';
import type { ErrorReport } from '@codex-pro/runtime';
import type { ResolvedSettings, Capability as SettingsSection } from '@codex-pro/settings';
import type { z } from 'zod';
import type { Artifact, Envelope, NotDone } from './envelope.ts';

/** What may run as a job: the kinds of work that have a section of settings and call the model. */
export type Kind = Exclude<SettingsSection, 'jobs'>;

/** All that work may touch: the model, its own job, its settings. No MCP, no HTTP, no clock of its own. */
export interface WorkPorts<Name extends Kind, Request> {
  readonly request: Request;
  readonly settings: ResolvedSettings<Name>;
  readonly model: ModelPort;
  /** Real path of the git root, or of the folder. */
  readonly workspace: string;
  readonly jobId: string;
  /** Of the product. */
  readonly version: string;
  /** Absolute path of the job's own folder. */
  readonly folder: string;
  /** When the job began, epoch milliseconds; work that goes on by itself after its worker died keeps its first start. */
  readonly startedAt: number;
  /** Aborted on cancel, deadline, lost lease. */
  readonly signal: AbortSignal;
  readonly attachment: RunningJob['attachment'];
  readonly progress: RunningJob['progress'];
  readonly note: RunningJob['note'];
}

export interface OutcomeFile {
  /** What it is for whoever looks for it: `sarif`, `patch` … */
  readonly kind: string;
  /** A plain name inside the job folder. */
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** What came of the work. With an `error` the job ends as failed, and keeps the part it has. */
export interface Outcome<Part> {
  readonly part: Part | null;
  readonly summary: string;
  readonly notDone: readonly NotDone[];
  readonly nextSteps: readonly string[];
  readonly error: ErrorReport | null;
  /** Made when the envelope stands, since files may show it. A `result.md` here takes the place of the rendered one. */
  files?(envelope: Envelope<Part>): readonly OutcomeFile[];
  /** Files that the work left elsewhere, by absolute path: outputs in the workspace. */
  readonly artifacts?: readonly Artifact[];
}

export type CapabilityWork<Name extends Kind, Request, Part> = (
  ports: WorkPorts<Name, Request>,
) => Promise<Outcome<Part>>;

export interface TerminalView {
  /** Width to fit, in columns. */
  readonly columns: number;
  readonly color: boolean;
}

export interface Rendering<Part> {
  /**
   * What is shown of the part, where that is less than the result holds, and what was left out. Files are not cut.
   * Where it is absent, all is shown.
   */
  shown?(part: Part): { readonly part: Part; readonly notDone: readonly NotDone[] };
  /** `result.md`, and what `--format markdown` prints. */
  markdown(envelope: Envelope<Part>): string | Promise<string>;
  /** What `--format text` prints. */
  text(envelope: Envelope<Part>, view: TerminalView): string | Promise<string>;
  /**
   * The part with its least important piece left out, and the name of that piece; undefined when nothing is left to cut.
   * Only answers are cut: `result.json` holds all.
   */
  shorten(part: Part): { readonly part: Part; readonly what: string } | undefined;
}

export interface FailOn<Part> {
  readonly choices: readonly string[];
  readonly description: string;
  fails(part: Part, choice: string): boolean;
}

/** A kind of work: what is asked of it, what comes of it, how it is done and how it is shown. */
export interface Capability<Name extends Kind = Kind, Request = unknown, Part = unknown> {
  /** Names its section of the settings, its breaker and its bundle. Several capabilities may be of one kind. */
  readonly kind: Name;
  /** Begins the ids of its jobs: `rev` → `rev-7k3q9x2m`. Its own among those of its kind. */
  readonly prefix: string;
  /** Names its part in the envelope; by default the kind does. */
  readonly partName?: string;
  /** The part of the envelope. */
  readonly part: z.ZodType<Part> & z.ZodObject;
  /** What the job is told; stored with it. */
  readonly request: z.ZodType<Request>;
  /** Attachments that whoever waits may read before there is a result: artifacts from the start. */
  readonly given?: readonly Pick<OutcomeFile, 'kind' | 'name'>[];
  /** Its work goes on from its own records and pays nothing twice: a job whose worker dies is queued again, once, by itself. */
  readonly resumes?: true;
  /** Its work waits for a reset of the quota itself where that lies within its budget of minutes. */
  readonly waitsForQuota?: true;
  /** Artifacts that `--format` can print besides text, json and markdown: format → artifact kind. */
  readonly formats?: Readonly<Record<string, string>>;
  /** What `--fail-on` of a terminal may name, and whether a result is a failure by it (exit code 1). */
  readonly failOn?: FailOn<Part>;
  /** Loaded in the worker only. */
  work(): Promise<CapabilityWork<Name, Request, Part>>;
  /** Loaded when the first result is shown. */
  rendering(): Promise<Rendering<Part>>;
}

/** The name of a capability's part in the envelope. */
export function partNameOf({ kind, partName }: { readonly kind: Kind; readonly partName?: string }): string {
  return partName ?? kind;
}

/** Only infers: a capability is data. */
export function defineCapability<Name extends Kind, Request, Part>(
  capability: Capability<Name, Request, Part>,
): Capability<Name, Request, Part> {
  return capability;
}
