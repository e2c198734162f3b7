import { loadHouse } from '../house.ts';
import { jobLimits } from '../job-limits.ts';
import type { Command } from './command.ts';
import { done } from './exit-code.ts';

/** For somebody who bought credits or repaired a backend, and does not want to wait for the next probe. */
export const resetCommand: Command = {
  title: 'Open quota gates and circuit breakers: the next call goes to the backend again',
  flags: () => [],
  formats: ['text', 'json'],
  async run({ product, format, stdout }) {
    const { env } = product;
    const house = await loadHouse();
    const opened = await house
      .openJobs({ home: house.stateHome(env), env, limits: await jobLimits(house, env) })
      .reset();
    const lines = [
      ...opened.gates.map(({ key, cause }) => `Opened the quota gate ${key}: ${cause}`),
      ...opened.breakers.map(
        ({ key, cause }) => `Closed the circuit breaker ${key}: ${cause ?? 'no cause noted'}`,
      ),
    ];
    const text =
      lines.length === 0 ? 'No quota gate was closed, and no circuit breaker was open.' : lines.join('\n');
    stdout(format === 'json' ? `${JSON.stringify(opened, null, 2)}\n` : `${text}\n`);
    return done;
  },
};
