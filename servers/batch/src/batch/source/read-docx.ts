export async function readDocx(_c: unknown, _p: string): Promise<never> {
  throw new Error('soon');
}
