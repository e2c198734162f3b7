import type { FaultPlan } from '@codex-pro/emulator';
import type { Job } from '@codex-pro/jobs';
import { describe, expect, test } from 'vitest';
import { type ExpectedRecord, expectRecord } from './expect-record.ts';
import { type Face, faces, type Outcome, review } from './faces.ts';
import { expectNothingLeft } from './leftovers.ts';
import { type Stage, type StageOptions, setStage } from './stage.ts';

/** One row of a fault table: what goes wrong, and what a caller must get. */
export interface Fault extends StageOptions {
  /** Completes the sentence "with …". */
  readonly fault: string;
  readonly plan?: FaultPlan;
  readonly arrange?: (stage: Stage) => void | Promise<void>;
  /** The error's code; null where the work succeeds in spite of the fault. */
  readonly code: string | null;
  /** In the message: what happened. */
  readonly says?: RegExp;
  /** In the hint: what to do. */
  readonly advises?: RegExp;
  /** Requests to the model. */
  readonly requests: number;
  /** Rows in the ledger: attempts that never became a request count too. As many as requests unless told. */
  readonly attempts?: number;
  readonly exit: 0 | 2 | 3;
  /** How the job ended; null where nothing is recorded. By the code unless told. */
  readonly state?: Job['state'] | null;
  /** Seconds from now at which the error says to try again, from and to; it must not say so unless told. */
  readonly retryIn?: readonly [number, number];
  /** Rules of the backend that the product broke: only where the fault is about that. */
  readonly violates?: readonly string[];
  /** More to be seen on the stage afterwards. */
  readonly also?: (stage: Stage, outcome: Outcome) => void | Promise<void>;
}

/** Each fault at both faces: one structured error or a result, and nothing else left of it. */
export function describeFaults(title: string, faults: readonly Fault[]): void {
  describe.concurrent(title, () => {
    for (const fault of faults) {
      for (const face of faces) test(`${fault.fault}: ${face}`, () => proveFault(fault, face));
    }
  });
}

export async function proveFault(fault: Fault, face: Face): Promise<void> {
  const stage = await setStage(fault);
  try {
    if (fault.plan !== undefined) stage.emulator.fail(fault.plan);
    await fault.arrange?.(stage);
    const outcome = await review(stage, face);
    expectOutcome(fault, face, outcome);
    expect(stage.emulator.modelRequests).toHaveLength(fault.requests);
    expect(stage.emulator.violations.map(({ rule }) => rule)).toEqual(fault.violates ?? []);
    await fault.also?.(stage, outcome);
    await expectNothingLeft(stage);
    await expectRecord(stage, outcome, recordOf(fault));
  } finally {
    await stage.close();
  }
}

function expectOutcome(fault: Fault, face: Face, outcome: Outcome): void {
  const { error } = outcome;
  expect(error?.code ?? null, outcome.everything).toBe(fault.code);
  expect(outcome.ending).toBe(face === 'mcp' ? fault.code !== null : fault.exit);
  if (error === null) return;
  expect(error.message).toMatch(fault.says ?? /./);
  expect(error.hint ?? '').toMatch(fault.advises ?? /./);
  expect(Buffer.byteLength(error.message)).toBeLessThanOrEqual(2000);
  expect(outcome.words).toContain(`${error.code}: ${error.message}`);
  expect(outcome.words).toContain(error.hint);
  if (fault.retryIn === undefined) {
    expect(error.retry_at).toBeUndefined();
    return;
  }
  const seconds = (Date.parse(error.retry_at ?? '') - Date.now()) / 1000;
  expect(seconds).toBeGreaterThanOrEqual(fault.retryIn[0]);
  expect(seconds).toBeLessThanOrEqual(fault.retryIn[1]);
}

function recordOf({ code, state, requests, attempts = requests }: Fault): ExpectedRecord | null {
  if (state === null) return null;
  return { state: state ?? (code === null ? 'succeeded' : 'failed'), attempts };
}
