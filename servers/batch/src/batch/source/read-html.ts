export async function readHtml(_c: unknown, _p: string): Promise<never> {
  throw new Error('soon');
}
