import * as z from 'zod';

/** The task lies beside the request, byte for byte as it was given. */
export const taskAttachment = 'task.txt';

export const rescueRequestSchema = z.object({
  /** `fresh`, or the id of the thread that goes on. */
  thread: z.string(),
  /** Paths relative to the workspace, worth a look. */
  contextFiles: z.array(z.string()),
  successCriteria: z.string().nullable(),
  /** Bring the changes into the working tree where the task is done. */
  apply: z.boolean(),
});
export type RescueRequest = z.output<typeof rescueRequestSchema>;
