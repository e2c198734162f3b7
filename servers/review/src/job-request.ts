import * as z from 'zod';

/** The snapshot lies beside the request: it holds every changed file, secrets replaced. */
export const snapshotAttachment = 'snapshot.json';

/** Guidelines and commit messages that go with the change. */
export const contextAttachment = 'context.json';

/** For reviewers of the host: the change as text, and the rules for a finding. Artifacts from the start. */
export const packArtifact = { kind: 'pack', name: 'pack.md' } as const;
export const briefArtifact = { kind: 'brief', name: 'brief.md' } as const;

/** What was looked at, for a later review that leaves it out. */
export const marksAttachment = 'marks.json';
export const marksFileSchema = z.object({
  /** The branch, or `pull/<number>`. */
  branch: z.string(),
  marks: z.record(z.string(), z.array(z.string())),
});

/** The snapshot and the settings say it all; the target is there for whoever reads the request. */
export const reviewRequestSchema = z.object({
  target: z.string(),
  /** Lines of the snapshot in which secrets were replaced before it was kept. */
  replaced: z.array(z.object({ path: z.string(), lines: z.array(z.number()).readonly() })).readonly(),
  /** What was left out before the snapshot was kept. */
  notDone: z.array(z.object({ what: z.string(), why: z.string() })).readonly(),
});
export type ReviewRequest = z.output<typeof reviewRequestSchema>;
