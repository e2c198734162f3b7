import * as z from 'zod';

/** The snapshot lies beside the request: it holds every changed file, secrets replaced. */
export const snapshotAttachment = 'snapshot.json';

/** The snapshot and the settings say it all; the target is there for whoever reads the request. */
export const reviewRequestSchema = z.object({
  target: z.string(),
  /** Lines of the snapshot in which secrets were replaced before it was kept. */
  replaced: z.array(z.object({ path: z.string(), lines: z.array(z.number()).readonly() })).readonly(),
});
export type ReviewRequest = z.output<typeof reviewRequestSchema>;
