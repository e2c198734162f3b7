import type { Lens } from '../../adversarial/lens.ts';

export const operationLens: Lens = {
  name: 'operation',
  weighs:
    'whether it holds in use: load, concurrency, partial failure, abuse, upgrade and rollback, what is lost when it breaks and who finds out.',
};
