import { readFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { Plugin } from 'esbuild';

const named = /^(import|export) \{([^}]*)\} from '(@codex-pro\/[a-z-]+)';/gm;
const namedExport = /^export \{([^}]*)\} from '(\.\/[^']+)';/gm;

/**
 * Has a name that is taken from one of our packages come from the file that makes it, not through the package's index:
 * to esbuild everything that an index lists is loaded by whoever imports one name of it, and a start would load half the
 * product (measured: 180 KB with the entry, 5 KB after). Our indexes are plain lists of names, and our files do
 * nothing when loaded, so the order does not matter.
 */
export function directImports(root: string): Plugin {
  return {
    name: 'direct-imports',
    setup(build) {
      const indexes = new Map<string, Promise<ReadonlyMap<string, Origin>>>();
      const originsOf = async (packageName: string): Promise<ReadonlyMap<string, Origin>> => {
        const resolved = await build.resolve(packageName, { kind: 'import-statement', resolveDir: root });
        const known = indexes.get(resolved.path) ?? readIndex(resolved.path);
        indexes.set(resolved.path, known);
        return known;
      };
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!path.startsWith(root) || path.includes(`${sep}node_modules${sep}`)) return undefined;
        const source = await readFile(path, 'utf8');
        const packages = new Set(Array.from(source.matchAll(named), ([, , , name = '']) => name));
        const origins = new Map<string, ReadonlyMap<string, Origin>>();
        for (const name of packages) origins.set(name, await originsOf(name));
        const contents = source.replace(named, (_all, verb: string, names: string, packageName: string) =>
          directly(verb, names, packageName, origins.get(packageName) ?? new Map()),
        );
        return { contents, loader: 'ts', resolveDir: dirname(path) };
      });
    },
  };
}

/** Where a name of a package is made. */
interface Origin {
  readonly file: string;
  /** What it is called there. */
  readonly name: string;
}

async function readIndex(path: string): Promise<ReadonlyMap<string, Origin>> {
  const origins = new Map<string, Origin>();
  for (const [, names = '', file = ''] of (await readFile(path, 'utf8')).matchAll(namedExport)) {
    for (const [name, as] of specifiers(names)) origins.set(as, { file: join(dirname(path), file), name });
  }
  return origins;
}

function directly(
  verb: string,
  names: string,
  packageName: string,
  origins: ReadonlyMap<string, Origin>,
): string {
  return specifiers(names)
    .map(([name, as]) => {
      const origin = origins.get(name);
      if (origin === undefined) return `${verb} { ${name} as ${as} } from '${packageName}';`;
      return `${verb} { ${origin.name} as ${as} } from ${JSON.stringify(origin.file)};`;
    })
    .join(' ');
}

/** Name and what it is called here; types are left out, since nothing is left of them. */
function specifiers(names: string): [name: string, as: string][] {
  return names
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '' && !each.startsWith('type '))
    .map((each) => {
      const [name = '', as = name] = each.split(' as ');
      return [name, as];
    });
}
