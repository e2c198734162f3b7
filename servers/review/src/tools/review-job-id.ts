import * as z from 'zod';

/** How tools of this server call a review that was made. */
export const reviewJobId = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .describe('The review: its id such as rev-7k3q9x2m, or the beginning of it');
