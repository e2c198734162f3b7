import type { Lens } from '../../adversarial/lens.ts';

export const designLens: Lens = {
  name: 'design',
  weighs:
    'whether this is the right thing to build: what it assumes about users, data and other parts, plainer ways to the same end, what it will cost to live with and to change.',
};
