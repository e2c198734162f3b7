import * as z from 'zod';

/** How long a call waits for its job by default and at most: hosts give a call up after about a minute or two. */
export const defaultWaitSeconds = 45;
export const maxWaitSeconds = 100;

const name = z.string().trim().min(1).max(200);

/** The arguments of every tool that starts a job; each such tool spreads them into its own. */
export const sharedArguments = {
  model: name.optional().describe('Model, or an alias of the profile; by default what the settings say'),
  effort: name.optional().describe('Reasoning effort: low, medium, high … as the model offers'),
  tier: name.optional().describe('Service tier, such as priority or flex'),
  profile: name.optional().describe("A named overlay of the user's profile.yaml"),
  budget_usd: z
    .number()
    .positive()
    .max(1_000_000)
    .optional()
    .describe('Stop when this much was spent, in USD'),
  budget_tokens: z.int().positive().optional().describe('Stop when this many tokens were used'),
  max_minutes: z.number().positive().max(100_000).optional().describe('Stop after so many minutes'),
  wait_seconds: z
    .int()
    .min(0)
    .max(maxWaitSeconds)
    .default(defaultWaitSeconds)
    .describe(
      'How long this call waits for the result; the job goes on after that. 0 returns its id at once',
    ),
  workspace: z
    .string()
    .min(1)
    .optional()
    .describe('Absolute path of the project; by default the folder that the host works in'),
};

export type SharedArguments = z.output<z.ZodObject<typeof sharedArguments>>;
