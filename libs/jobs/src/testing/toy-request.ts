import * as z from 'zod';

/** Places where a toy worker stops and waits to be killed, on its first attempt. */
export const holdPoints = [
  'before the claim',
  'after the claim',
  'before the request',
  'mid-stream',
  'while writing the result',
  'after the result and before the state',
] as const;

/** What a toy job is asked to do. */
export const toyRequest = z.object({
  hold: z.enum(holdPoints).optional(),
  /**
   * `wait`: until it is told to stop. `ignore`: for ever, whatever it is told. `spin`: the same, and blocks its
   * thread. `linger`: ends well, but leaves a timer and a child behind. `stray`: throws where nobody listens.
   */
  behave: z
    .enum(['succeed', 'throw', 'bad input', 'wait', 'ignore', 'spin', 'linger', 'stray'])
    .default('succeed'),
  /** Milliseconds of work. */
  ms: z.number().default(0),
  /** Bytes of `result.md`. */
  bytes: z.number().default(6),
  /** Calls to put into the ledger. */
  calls: z.number().default(0),
});
export type ToyRequest = z.input<typeof toyRequest>;
