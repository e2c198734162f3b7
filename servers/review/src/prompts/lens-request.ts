import type { Lens } from '../adversarial/lens.ts';

/** The last item of a request: what this challenger weighs. All before it is the same for all of them. */
export function lensRequest({ name, weighs }: Lens): string {
  return `Lens: ${name}\nWeigh above all ${weighs}`;
}
