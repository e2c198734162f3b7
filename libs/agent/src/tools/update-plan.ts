import * as z from 'zod';
import { type AgentTool, defineFunctionTool, succeeded } from '../agent-tool.ts';
import { updatePlanSpec } from './specs/update-plan.ts';

const input = z.object({
  explanation: z.string().nullish(),
  plan: z
    .array(z.object({ step: z.string(), status: z.enum(['pending', 'in_progress', 'completed']) }))
    .max(100),
});

/** Says what the model is about to do, for people: its record is `{plan: [{step, status}]}`. */
export function createUpdatePlanTool(): AgentTool {
  return defineFunctionTool({
    spec: updatePlanSpec,
    effects: 'none',
    input,
    describe({ plan }) {
      const now = plan.find(({ status }) => status === 'in_progress');
      return now === undefined ? 'plans' : `plans: ${now.step}`;
    },
    run: async ({ plan }) => succeeded('Plan updated', { plan }),
  });
}
