import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { randomFrom } from './random.ts';

const folders = ['src', 'src/deep/er', 'lib', 'test', 'räume'];
const ends = ['.ts', '.py', '.md', '.test.ts', '.min.js', '.json'];

/** Makes a git repository of a few files with uncommitted edits of every kind, in an empty folder. */
export function generateRepository(root: string, seed: number): void {
  const random = randomFrom(seed);
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)];
  const git = (...args: string[]): void => {
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: root, GIT_CONFIG_NOSYSTEM: '1' },
      stdio: 'ignore',
    });
  };
  const lineEnd = random() < 0.2 ? '\r\n' : '\n';
  const write = (path: string, lines: readonly string[]): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(
      join(root, path),
      lines.length === 0 ? '' : lines.join(lineEnd) + (random() < 0.1 ? '' : lineEnd),
    );
  };
  const lines = (count: number): string[] =>
    Array.from(
      { length: count },
      (_, at) => `${'  '.repeat(Math.floor(random() * 3))}step${at}(${Math.floor(random() * 99)});`,
    );
  const names = Array.from(
    { length: 2 + Math.floor(random() * 6) },
    (_, at) => `${pick(folders)}/f${at}${pick(ends)}`,
  );
  const before = new Map(names.map((name) => [name, lines(1 + Math.floor(random() * 120))]));
  git('init', '--quiet', '--initial-branch=main');
  for (const [name, text] of before) write(name, text);
  git('add', '.');
  git('commit', '--quiet', '--message=before');
  for (const [name, text] of before) {
    const kind = random();
    if (kind < 0.1) rmSync(join(root, name));
    else if (kind < 0.85) {
      const after = text.flatMap((line) => {
        const roll = random();
        return roll < 0.08
          ? []
          : roll < 0.16
            ? [line, `added${Math.floor(random() * 1e6)}();`]
            : roll < 0.2
              ? [`${line} // changed`]
              : [line];
      });
      write(name, after);
    }
  }
  write(`new/untracked${seed}.ts`, lines(1 + Math.floor(random() * 30)));
  writeFileSync(join(root, 'picture.png'), Buffer.from([0, 1, 2, seed & 255]));
}
