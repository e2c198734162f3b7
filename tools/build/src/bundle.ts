import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type OutputFile } from 'esbuild';
import { directImports } from './direct-imports.ts';
import { thirdPartyNotices } from './third-party-notices.ts';
import { withoutAjv } from './without-ajv.ts';

export const repositoryRoot = fileURLToPath(new URL('../../../', import.meta.url));
export const distFolder = join(repositoryRoot, 'plugins/codex-pro/dist');

/** Lets CommonJS packages inside an ES module reach Node's own modules; where there are none it only costs time. */
const requireBanner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

export interface Bundle {
  /** Path below the dist folder → bytes. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly metafile: Metafile;
}

/** Names of the servers, one folder each below `servers/`. */
export function serverNames(): string[] {
  return readdirSync(join(repositoryRoot, 'servers'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/**
 * Bundles every server in memory. The same sources and lock file give the same bytes: nothing of the machine,
 * the time or the folder goes in. What is loaded by `import()` becomes a chunk that is read when first used,
 * and servers share chunks. The sandbox's helper programs lie beside them.
 * @throws esbuild's BuildFailure when a source does not compile
 */
export async function bundleServers(): Promise<Bundle> {
  const entryPoints = Object.fromEntries(serverNames().map((name) => [name, `servers/${name}/src/main.ts`]));
  const result = await build({
    absWorkingDir: repositoryRoot,
    entryPoints,
    outdir: 'plugins/codex-pro/dist',
    outExtension: { '.js': '.mjs' },
    entryNames: '[name]',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    keepNames: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    charset: 'utf8',
    legalComments: 'none',
    plugins: [withoutAjv, directImports(repositoryRoot)],
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const files = new Map<string, Uint8Array>();
  for (const file of result.outputFiles) files.set(belowDist(file.path), withRequire(file));
  for (const architecture of ['x64', 'arm64']) {
    const name = `vendor/seccomp/${architecture}/apply-seccomp`;
    files.set(name, readFileSync(join(repositoryRoot, 'node_modules/@anthropic-ai/sandbox-runtime', name)));
  }
  files.set(
    'THIRD_PARTY_NOTICES.txt',
    new TextEncoder().encode(thirdPartyNotices(Object.keys(result.metafile.inputs))),
  );
  return { files, metafile: result.metafile };
}

/** A module costs its `createRequire` at every start (measured: a third of loading an empty one). */
function withRequire({ text, contents }: OutputFile): Uint8Array {
  if (!/\brequire\b/.test(text)) return contents;
  const code = text.startsWith('#!') ? text.indexOf('\n') + 1 : 0;
  return new TextEncoder().encode(`${text.slice(0, code)}${requireBanner}\n${text.slice(code)}`);
}

function belowDist(path: string): string {
  return path.slice(distFolder.length + 1).replaceAll('\\', '/');
}
