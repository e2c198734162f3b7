import type { Metafile } from 'esbuild';

export interface ReachedFiles {
  /** Paths below the dist folder, sorted. */
  readonly files: readonly string[];
  /** The source files whose code is in them, by their paths below the root. */
  readonly inputs: ReadonlySet<string>;
}

const dist = 'plugins/codex-pro/dist/';

/**
 * What one server can ever load: its entry, what that imports, at once or when first used, and so on.
 * @throws when the bundle has no such entry
 */
export function reachedFiles(entry: string, { outputs }: Metafile): ReachedFiles {
  const reached = new Set<string>();
  const inputs = new Set<string>();
  const waiting = [dist + entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path)) continue;
    const output = outputs[path];
    if (output === undefined) throw new Error(`The bundle has no ${path}.`);
    reached.add(path);
    for (const input of Object.keys(output.inputs)) inputs.add(input);
    waiting.push(...output.imports.filter((one) => one.external !== true).map((one) => one.path));
  }
  return { files: [...reached].map((path) => path.slice(dist.length)).sort(), inputs };
}
