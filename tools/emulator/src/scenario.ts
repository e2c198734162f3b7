import { readFile } from 'node:fs/promises';
import { type FaultPlan, faultNames } from './faults/plan.ts';
import { isObject } from './json.ts';
import { fits, type Match, type Matchable } from './match.ts';
import type { RateLimits } from './rate-limits.ts';
import type { ReplySpec } from './reply/reply.ts';

/** One recorded or written answer. */
export interface ScenarioReply extends ReplySpec {
  readonly match?: Match;
  /** How often it may be used; for ever unless told. */
  readonly times?: number;
  /** A fault to play in place of, or upon, this answer. */
  readonly fault?: FaultPlan;
  /** Milliseconds before the headers, on top of the emulator's own latency. */
  readonly delay_ms?: number;
}

/** What a backend says, as a file or an object. Requests that no reply matches get the default answer. */
export interface Scenario {
  readonly replies?: readonly ScenarioReply[];
  readonly faults?: readonly FaultPlan[];
  readonly rate_limits?: RateLimits;
}

/** Reads a scenario file. Throws an Error that names the file and what is wrong in it. */
export async function readScenario(path: string): Promise<Scenario> {
  const value: unknown = JSON.parse(await readFile(path, 'utf8'));
  const complaint = complaintAbout(value);
  if (complaint !== null) throw new Error(`${path}: ${complaint}`);
  return value as Scenario;
}

const scenarioFields = ['replies', 'faults', 'rate_limits'];
const replyFields = [
  'match',
  'times',
  'fault',
  'delay_ms',
  'items',
  'calls',
  'json',
  'text',
  'reasoning',
  'usage',
  'end_turn',
];

function complaintAbout(value: unknown): string | null {
  if (!isObject(value)) return 'a scenario is a JSON object';
  const stranger = Object.keys(value).find((field) => !scenarioFields.includes(field));
  if (stranger !== undefined) return `unknown field '${stranger}'`;
  for (const [index, reply] of listOf(value['replies']).entries()) {
    if (!isObject(reply)) return `replies[${index}] is no object`;
    const odd = Object.keys(reply).find((field) => !replyFields.includes(field));
    if (odd !== undefined) return `replies[${index}] has the unknown field '${odd}'`;
  }
  for (const [index, plan] of listOf(value['faults']).entries())
    if (!isObject(plan) || !faultNames.includes(String(plan['fault'])))
      return `faults[${index}] names no known fault`;
  return null;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The replies of a scenario with what is left of each. */
export class Replies {
  readonly #rules: { readonly reply: ScenarioReply; left: number }[];

  constructor(replies: readonly ScenarioReply[]) {
    this.#rules = replies.map((reply) => ({ reply, left: reply.times ?? Number.POSITIVE_INFINITY }));
  }

  /** The first reply that fits and is not used up; it counts as used. */
  take(request: Matchable): ScenarioReply | null {
    const rule = this.#rules.find((each) => each.left > 0 && fits(each.reply.match, request));
    if (rule === undefined) return null;
    rule.left -= 1;
    return rule.reply;
  }
}
