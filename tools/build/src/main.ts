import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bundleServers, distFolder } from './bundle.ts';
import { differences } from './dist-differences.ts';

/** `npm run build` writes `plugins/codex-pro/dist`; `npm run build -- --check` only says what is stale. */
const { files } = await bundleServers();

if (process.argv.includes('--check')) {
  const stale = await differences(files, distFolder);
  for (const line of stale) console.error(line);
  process.exit(stale.length === 0 ? 0 : 1);
}

await rm(distFolder, { recursive: true, force: true });
for (const [name, bytes] of files) {
  const path = join(distFolder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes, { mode: name.startsWith('vendor/') ? 0o755 : 0o644 });
  console.log(`${(bytes.length / 1024).toFixed(0).padStart(6)} KB  ${name}`);
}
