import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { generatedFiles } from './generated-files.ts';
import { repositoryRoot } from './product.ts';
import { readServers } from './servers.ts';

/** `npm run gen`: writes every generated file. A test holds them current. */
for (const [name, text] of generatedFiles(await readServers())) {
  const path = join(repositoryRoot, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  console.log(name);
}
