import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './product.ts';

/** The pages that people read, by their paths below the root. */
export function readPages(): ReadonlyMap<string, string> {
  const folders = ['', 'docs/', 'docs/hosts/', 'docs/servers/'];
  const paths = folders.flatMap((folder) =>
    readdirSync(join(repositoryRoot, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => folder + name),
  );
  return new Map(paths.map((path) => [path, readFileSync(join(repositoryRoot, path), 'utf8')]));
}

/** The lines of the fenced blocks that a shell runs, without their comments. */
export function shellLines(text: string): string[] {
  return fencedLines(text, 'sh')
    .map((line) => line.replace(/\s+#.*$/, ''))
    .filter((line) => line !== '');
}

/** The lines of the fenced blocks of one language; '' for those that name none. */
export function fencedLines(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, named]) => named === language)
    .flatMap(([, , block = '']) => block.trimEnd().split('\n'));
}

/** The rows of a table below a line of its head, cell by cell. */
export function tableRows(text: string, head: string): string[][] {
  const lines = text
    .slice(text.indexOf(`${head}\n`))
    .split('\n')
    .slice(2);
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(0, end).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
