import { type House, jobLimits, loadHouse, type Product, type Reader } from '@codex-pro/capability';
import type { Jobs } from '@codex-pro/jobs';
import type { ToolContext } from '@codex-pro/mcp';

/** One call of a tool here: which program answers it, and who asked. */
export interface CallSite {
  readonly product: Product;
  readonly context: ToolContext;
}

/** What most calls need: the jobs of this home, and how much an answer may hold. */
export interface Desk {
  readonly house: House;
  readonly jobs: Jobs;
  /** The state folder. */
  readonly home: string;
  /** How long ended jobs are kept, in milliseconds. */
  readonly retentionMs: number;
  /** Characters of one answer. */
  readonly maxCharacters: number;
}

export async function openDesk({ env }: Product): Promise<Desk> {
  const house = await loadHouse();
  const home = house.stateHome(env);
  const { workers, retentionMs, maxCharacters } = await jobLimits(house, env);
  return {
    house,
    jobs: house.openJobs({ home, env, limits: { workers, retentionMs } }),
    home,
    retentionMs,
    maxCharacters,
  };
}

/** A host says what it is called when it connects; a terminal has no host. */
export function readerOf({ host }: ToolContext): Reader {
  return host === undefined ? 'terminal' : 'host';
}
