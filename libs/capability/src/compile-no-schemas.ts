import * as z from 'zod';

/**
 * Keeps zod from compiling a parser for each schema at its first use: every face uses most of them once, and starts
 * sooner without (measured: 6 of 120 ms of a command). To be called before the schemas are made.
 */
export function compileNoSchemas(): void {
  z.config({ jitless: true });
}
