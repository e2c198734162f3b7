import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A repository with a dirty tree of 20 changed files, the diff that reviews are timed on. */
export function makeTwentyFileDiff(folder: string): void {
  const git = (...args: string[]): void => {
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.invalid', ...args], {
      cwd: folder,
    });
  };
  mkdirSync(join(folder, 'src'), { recursive: true });
  git('init', '-q', '-b', 'main');
  for (let file = 0; file < 20; file += 1)
    writeFileSync(join(folder, `src/part-${file}.ts`), source(file, 'before'));
  git('add', '.');
  git('commit', '-q', '-m', 'before');
  for (let file = 0; file < 20; file += 1)
    writeFileSync(join(folder, `src/part-${file}.ts`), source(file, 'after'));
}

function source(file: number, word: string): string {
  const lines = Array.from({ length: 120 }, (_, line) =>
    line % 40 === 20
      ? `export const ${word}${line} = compute(${file}, ${line}, '${word}');`
      : `export function step${file}x${line}(input: number): number { return input * ${line} + ${file}; }`,
  );
  return `${lines.join('\n')}\n`;
}
