import { fits, type Match, type Matchable } from '../match.ts';
import type { EndpointName } from '../recording.ts';
import type { FaultOptions, HttpFault, StreamFault } from './fault.ts';
import { httpFaults } from './http-faults.ts';
import { outputFaults } from './output-faults.ts';
import { streamFaults } from './stream-faults.ts';

export type HttpFaultName = keyof typeof httpFaults;
export type StreamFaultName = keyof typeof streamFaults | keyof typeof outputFaults;
export type FaultName = HttpFaultName | StreamFaultName;

/** When to fail, and how. */
export interface FaultPlan extends FaultOptions {
  readonly fault: FaultName;
  /** `responses` unless told. Elsewhere only the faults of plain HTTP can be played. */
  readonly endpoint?: EndpointName;
  /** Which of the matching requests, counted from 1 since the plan was made; all unless told. */
  readonly on?: number | readonly number[];
  readonly match?: Match;
}

const allStreamFaults: Readonly<Record<string, StreamFault>> = { ...streamFaults, ...outputFaults };
const allHttpFaults: Readonly<Record<string, HttpFault>> = httpFaults;

export const faultNames: readonly string[] = [...Object.keys(httpFaults), ...Object.keys(allStreamFaults)];

/** The name, known to be one. Throws an Error that lists the names where it is none. */
export function faultNamed(name: string): FaultName {
  if (!isFaultName(name)) throw new Error(`There is no fault '${name}'. Known: ${faultNames.join(', ')}.`);
  return name;
}

function isFaultName(name: string): name is FaultName {
  return faultNames.includes(name);
}

export type PlannedFault =
  | { readonly name: string; readonly options: FaultOptions; readonly kind: 'http'; readonly play: HttpFault }
  | {
      readonly name: string;
      readonly options: FaultOptions;
      readonly kind: 'stream';
      readonly play: StreamFault;
    };

/** The faults that are planned, each with its own count. */
export class FaultPlans {
  #plans: { readonly plan: FaultPlan; seen: number }[] = [];

  /** Throws where the plan names no fault, or one that its endpoint cannot play. */
  add(plan: FaultPlan): void {
    faultNamed(plan.fault);
    if ((plan.endpoint ?? 'responses') !== 'responses' && !(plan.fault in allHttpFaults))
      throw new Error(`The fault '${plan.fault}' can only be played on 'responses'.`);
    this.#plans.push({ plan, seen: 0 });
  }

  clear(): void {
    this.#plans = [];
  }

  /** Counts this request in every plan that it matches, and gives the fault of the first that is due. */
  next(endpoint: EndpointName, request: Matchable | null): PlannedFault | null {
    let due: PlannedFault | null = null;
    for (const each of this.#plans) {
      const { plan } = each;
      if ((plan.endpoint ?? 'responses') !== endpoint) continue;
      if (request !== null && !fits(plan.match, request)) continue;
      each.seen += 1;
      if (due === null && isDue(plan.on, each.seen)) due = plannedFault(plan);
    }
    return due;
  }
}

function isDue(on: FaultPlan['on'], seen: number): boolean {
  if (on === undefined) return true;
  return typeof on === 'number' ? on === seen : on.includes(seen);
}

/** The fault that a plan names, with its options. Throws where there is none. */
export function plannedFault(plan: FaultPlan): PlannedFault {
  const name = plan.fault;
  const http = allHttpFaults[name];
  if (http !== undefined) return { name, options: plan, kind: 'http', play: http };
  const stream = allStreamFaults[name];
  if (stream !== undefined) return { name, options: plan, kind: 'stream', play: stream };
  throw new Error(`There is no fault '${name}'.`);
}
