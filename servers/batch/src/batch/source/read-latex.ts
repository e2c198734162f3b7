export async function readLatex(_c: unknown, _p: string): Promise<never> {
  throw new Error('soon');
}
