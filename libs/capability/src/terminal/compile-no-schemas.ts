import * as z from 'zod';

/**
 * Keeps zod from compiling a parser for each schema at its first use: a command uses most of them once, and is over
 * sooner without (measured: 6 of 120 ms). To be called before the schemas are made.
 */
export function compileNoSchemas(): void {
  z.config({ jitless: true });
}
