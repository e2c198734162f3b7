import { readFile } from 'node:fs/promises';
import { type FaultPlan, faultNames } from './faults/plan.ts';
import { isObject, type JsonObject } from './json.ts';
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
const matchFields = ['ordinal', 'purpose', 'model', 'contains'];

/** What is wrong with it, in words; null where nothing is. */
function complaintAbout(value: unknown): string | null {
  if (!isObject(value)) return 'a scenario is a JSON object';
  const complaints = [
    strangerIn(value, scenarioFields, 'the scenario'),
    ...listOf(value['replies']).map((reply, index) => complaintAboutReply(reply, `replies[${index}]`)),
    ...listOf(value['faults']).map((plan, index) => complaintAboutPlan(plan, `faults[${index}]`)),
  ];
  return complaints.find((complaint) => complaint !== null) ?? null;
}

function complaintAboutReply(reply: unknown, name: string): string | null {
  if (!isObject(reply)) return `${name} is no object`;
  return (
    strangerIn(reply, replyFields, name) ??
    complaintAboutMatch(reply['match'], name) ??
    (reply['fault'] === undefined ? null : complaintAboutPlan(reply['fault'], `${name}.fault`))
  );
}

function complaintAboutPlan(plan: unknown, name: string): string | null {
  if (!isObject(plan) || !faultNames.includes(String(plan['fault']))) return `${name} names no known fault`;
  return complaintAboutMatch(plan['match'], name);
}

function complaintAboutMatch(match: unknown, name: string): string | null {
  if (match === undefined) return null;
  return isObject(match) ? strangerIn(match, matchFields, `${name}.match`) : `${name}.match is no object`;
}

function strangerIn(value: JsonObject, known: readonly string[], name: string): string | null {
  const stranger = Object.keys(value).find((field) => !known.includes(field));
  return stranger === undefined ? null : `${name} has the unknown field '${stranger}'`;
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
