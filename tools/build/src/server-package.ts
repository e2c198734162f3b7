import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bundle, repositoryRoot } from './bundle.ts';
import { reachedFiles } from './reached-files.ts';
import { thirdPartyNotices } from './third-party-notices.ts';

/** The one file of ours that starts the sandbox's helper programs. */
const sandboxEngine = 'libs/sandbox/src/engines/srt-engine.ts';

/**
 * What is published as `@codex-pro/<server>`: that server's files alone, with nothing to install beside them.
 * @param repository where the sources lie, as npm's provenance wants it (`https://github.com/owner/name`); undefined where
 * nothing is published
 * @returns path in the package → bytes
 */
export function serverPackage(
  server: string,
  { files, metafile }: Bundle,
  repository?: string,
): ReadonlyMap<string, Uint8Array> {
  const reached = reachedFiles(`${server}.mjs`, metafile);
  const vendored = reached.inputs.has(sandboxEngine)
    ? [...files.keys()].filter((path) => path.startsWith('vendor/'))
    : [];
  const contents = new Map<string, Uint8Array>([
    ['package.json', text(manifest(server, repository))],
    ['README.md', fromRoot(`servers/${server}/README.md`)],
    ['LICENSE', fromRoot('LICENSE')],
    ['THIRD_PARTY_NOTICES.txt', text(thirdPartyNotices(reached.inputs))],
  ]);
  for (const path of [...reached.files, ...vendored]) {
    const bytes = files.get(path);
    if (bytes === undefined) throw new Error(`The bundle has no ${path}.`);
    contents.set(`dist/${path}`, bytes);
  }
  return contents;
}

/**
 * The one of npm. Its name is the server's own: the workspace calls the jobs server `jobs-server`, since a library that is
 * never published has the shorter name there.
 */
function manifest(server: string, repository: string | undefined): string {
  const root = manifestOf('package.json');
  const own = manifestOf(`servers/${server}/package.json`);
  const url = repository === undefined ? {} : { repository: { type: 'git', url: `git+${repository}.git` } };
  const published = {
    name: `@codex-pro/${server}`,
    version: root['version'],
    description: own['description'],
    keywords: ['codex', 'openai', 'mcp', 'mcp-server', server],
    license: root['license'],
    author: 'codex-pro contributors',
    ...url,
    type: 'module',
    bin: { [`codex-pro-${server}`]: `dist/${server}.mjs` },
    files: ['dist', 'THIRD_PARTY_NOTICES.txt'],
    engines: root['engines'],
    publishConfig: { access: 'public', provenance: true },
  };
  return `${JSON.stringify(published, null, 2)}\n`;
}

function manifestOf(path: string): Readonly<Record<string, unknown>> {
  return JSON.parse(fromRoot(path).toString());
}

function fromRoot(path: string): Buffer {
  return readFileSync(join(repositoryRoot, path));
}

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}
