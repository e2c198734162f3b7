import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * The licence texts of every package whose code is in a bundle: their licences ask for it.
 * @param inputs the bundled files, by their paths below the root
 */
export function thirdPartyNotices(inputs: Iterable<string>): string {
  const folders = new Set<string>();
  for (const input of inputs) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match?.[1] !== undefined) folders.add(match[1]);
  }
  const notices = [...folders].sort().map(notice);
  return `codex-pro contains code of these packages.\n\n${notices.join('\n')}`;
}

function notice(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const text = licenceText(join(root, folder));
  return [
    '-'.repeat(80),
    `${String(manifest['name'])} ${String(manifest['version'])} (${String(manifest['license'])})`,
    '',
    text ?? 'No licence file in the package.',
    '',
  ].join('\n');
}

function licenceText(folder: string): string | undefined {
  const name = readdirSync(folder)
    .sort()
    .find((entry) => /^licen[cs]e/i.test(entry));
  if (name === undefined || !existsSync(join(folder, name))) return undefined;
  return readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim();
}
