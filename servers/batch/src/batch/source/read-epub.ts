export async function readEpub(_c: unknown, _p: string): Promise<never> {
  throw new Error('soon');
}
