export async function readPdf(_c: unknown, _p: string): Promise<never> {
  throw new Error('soon');
}
