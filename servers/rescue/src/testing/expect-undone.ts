import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { array, assert, asyncProperty, constantFrom, record } from 'fast-check';
import { expect } from 'vitest';
import { setUndoStage, type UndoStage } from './undo-stage.ts';

const paths = [
  'a.txt',
  'src/b.txt',
  'x.env',
  'local.db',
  'out/one',
  'out/deep/two',
  'out/deep/three',
] as const;
const kinds = [
  'write',
  'delete',
  'change permissions',
  'link',
  'link the folder',
  'folder instead',
  'remove the folder',
  'make a folder',
  'change permissions of the folder',
  'forget what is ignored',
] as const;
const text = constantFrom('', 'one\n', 'two\ntwo\n');
const file = record({
  path: constantFrom(...paths),
  text,
  mode: constantFrom(0o644, 0o600, 0o755, 0o640, 0o400, 0o711),
});
const action = record({
  path: constantFrom(...paths, '.gitignore'),
  kind: constantFrom(...kinds),
  text,
  mode: constantFrom(0o644, 0o600, 0o755, 0o700),
});
type Action = { path: string; kind: (typeof kinds)[number]; text: string; mode: number };

/** Whatever a job does to files, ignored or not: undone, all is byte for byte and bit for bit as before. */
export async function expectUndone(runs: number): Promise<void> {
  const property = asyncProperty(
    array(file, { maxLength: 8 }),
    array(action, { maxLength: 8 }),
    async (files, actions) => {
      const stage = await setUndoStage();
      try {
        stage.put('.gitignore', 'out/\n*.env\nlocal.*\n');
        for (const each of files) stage.put(each.path, each.text, each.mode);
        stage.git('add', '.');
        stage.git('commit', '--quiet', '--message=first');
        const before = stage.everything();
        const job = await stage.begin();
        for (const each of actions) act(stage, each);
        await job.end();
        await job.undo();
        expect(stage.everything()).toEqual(before);
        expect((await job.undo()).written).toEqual([]);
      } finally {
        await stage.close();
      }
    },
  );
  await assert(property, { numRuns: runs });
}

function act({ root, elsewhere, put }: UndoStage, { kind, path, text: content, mode }: Action): void {
  const target = join(root, path);
  const folder = dirname(target) === root ? join(root, 'out') : dirname(target);
  const instead = (which: string) => {
    rmSync(which, { recursive: true, force: true });
    return which;
  };
  const does: Readonly<Record<Action['kind'], () => void>> = {
    write: () => put(path, content, mode),
    delete: () => void instead(target),
    'change permissions': () => chmodSync(target, mode),
    link: () => symlinkSync('a.txt', instead(target)),
    'link the folder': () => symlinkSync(elsewhere, instead(folder)),
    'folder instead': () => {
      instead(target);
      put(`${path}/inner`, content, mode);
    },
    'remove the folder': () => void instead(folder),
    'make a folder': () => void mkdirSync(join(folder, 'made', 'deep'), { recursive: true }),
    'change permissions of the folder': () => chmodSync(folder, mode | 0o700),
    'forget what is ignored': () => put('.gitignore', ''),
  };
  try {
    does[kind]();
  } catch (error) {
    // A file may lie where a folder would have to be, or nothing: then there is nothing to do.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}
