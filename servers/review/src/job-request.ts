import * as z from 'zod';

/** The snapshot lies beside the request: it holds every changed file. */
export const snapshotAttachment = 'snapshot.json';

/** The snapshot and the settings say it all; the target is there for whoever reads the request. */
export const reviewRequestSchema = z.object({ target: z.string() });
export type ReviewRequest = z.output<typeof reviewRequestSchema>;
