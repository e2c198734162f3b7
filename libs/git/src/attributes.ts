import { runGitOrFail } from './git-process.ts';

const attributes = ['linguist-generated', 'linguist-vendored'];

/**
 * For each path, whether `.gitattributes` of the working tree calls it generated or vendored. One process for all;
 * none for no paths.
 */
export async function readGenerated(
  root: string,
  paths: readonly Buffer[],
  signal: AbortSignal,
): Promise<readonly boolean[]> {
  if (paths.length === 0) return [];
  const stdin = Buffer.concat(paths.flatMap((path) => [path, Buffer.of(0)]));
  const args = ['check-attr', '-z', '--stdin', ...attributes];
  const { stdout } = await runGitOrFail({ cwd: root, args, signal, stdin });
  // A path, an attribute and its value, each ended by NUL, in the order of the question.
  const fields = stdout.toString('latin1').split('\0');
  const perPath = 3 * attributes.length;
  return paths.map((_, index) =>
    attributes.some((_attribute, which) => {
      const value = fields[index * perPath + which * 3 + 2];
      return value === 'set' || value === 'true';
    }),
  );
}
