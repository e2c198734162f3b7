import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Writes a package into a folder of its own; what lay there before goes. */
export async function writePackage(files: ReadonlyMap<string, Uint8Array>, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const [name, bytes] of files) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes, { mode: isProgram(name) ? 0o755 : 0o644 });
  }
}

function isProgram(name: string): boolean {
  return name.startsWith('dist/vendor/') || /^dist\/[a-z]+\.mjs$/.test(name);
}
