import { type Engine, noTraces } from './engine.ts';

/** No confinement: what `full-access` asks for. Limits still hold. */
export function createNoEngine(): Engine {
  return {
    name: 'none',
    leavesAbsentNames: false,
    traces: noTraces,
    confine: (command) => Promise.resolve({ argv: ['/bin/bash', '-c', command], release: () => undefined }),
    close: () => Promise.resolve(),
  };
}
