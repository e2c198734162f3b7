/** Swaps a folder, and a file, against links to others, as fast as it can: `node swap-links.ts <root> <outside>`. */
import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const [, , root = '', outside = ''] = process.argv;
const at = (name: string) => join(root, name);
symlinkSync(outside, at('folder-link'));
symlinkSync(join(outside, 'victim.txt'), at('file-link'));
process.send?.('swapping');
for (;;) {
  for (const [name, link] of [
    ['d', 'folder-link'],
    ['f.txt', 'file-link'],
  ] as const) {
    try {
      renameSync(at(name), at(`${name}.aside`));
      renameSync(at(link), at(name));
      renameSync(at(name), at(link));
      renameSync(at(`${name}.aside`), at(name));
    } catch {
      // The other side renames too; whatever is missing comes back in the next round, or the race is over for it.
    }
  }
}
