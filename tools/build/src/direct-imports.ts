import { readFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { Plugin } from 'esbuild';

const named = /^(import|export) \{([^}]*)\} from '(@codex-pro\/[a-z-]+)';/gm;
const ofNode = /^import \{([^}]*)\} from '(node:(?:child_process|crypto|fs|os|util))';/gm;
const namedExport = /^export \{([^}]*)\} from '(\.\/[^']+)';/gm;

/**
 * Has a name that is taken from one of our packages come from the file that makes it, not through the package's index:
 * to esbuild everything that an index lists is loaded by whoever imports one name of it, and a start would load half the
 * product (measured: 180 KB before the first message, 15 KB after). Our indexes are plain lists of names, and our files do
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
        const lazy = startsOnAnyNode.test(path) ? contents : contents.replace(ofNode, fromNode);
        return { contents: lazy, loader: 'ts', resolveDir: dirname(path) };
      });
    },
  };
}

/** What runs on a Node that is too old to have `getBuiltinModule`, to say so; a test looks at what they load. */
const startsOnAnyNode =
  /\/(?:libs\/mcp\/src\/.*|libs\/capability\/src\/(?:faces|serve-face)|libs\/settings\/src\/homes|servers\/review\/src\/stop-gate\/(?:stop-gate|hook-answer))\.ts$/;

/**
 * An `import` of a module of Node's own makes every name that it exports, and loads what lies behind them (counted in
 * instructions: `node:util` 7 ms, `node:fs` 4, next to nothing this way).
 */
function fromNode(_all: string, names: string, module: string): string {
  const taken = specifiers(names).map(([name, as]) => (name === as ? name : `${name}: ${as}`));
  return taken.length === 0 ? '' : `const { ${taken.join(', ')} } = process.getBuiltinModule('${module}');`;
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
