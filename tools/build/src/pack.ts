import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleServers, repositoryRoot, serverNames } from './bundle.ts';
import { serverPackage } from './server-package.ts';
import { writePackage } from './write-package.ts';

/**
 * `npm run pack [-- --output <folder>] [--repository <url>]`: a folder a server, ready for `npm publish`; by default below
 * `packages/`, which git ignores. Provenance asks for the repository's address; the release workflow gives it.
 */
const { values } = parseArgs({ options: { output: { type: 'string' }, repository: { type: 'string' } } });
const output = values.output ?? join(repositoryRoot, 'packages');
const bundle = await bundleServers();
for (const server of serverNames()) {
  const files = serverPackage(server, bundle, values.repository);
  await writePackage(files, join(output, server));
  const bytes = [...files.values()].reduce((sum, one) => sum + one.length, 0);
  console.log(`${(bytes / 1024).toFixed(0).padStart(6)} KB  ${join(output, server)}  (${files.size} files)`);
}
