import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFiles, repositoryRoot } from '../repository.ts';

/** Which library may lean on which. Servers may use any library; tools may use anything but servers. */
const libraryEdges: Readonly<Record<string, readonly string[]>> = {
  runtime: [],
  codex: ['runtime'],
  mcp: ['runtime'],
  jobs: ['runtime'],
  settings: ['runtime'],
  git: ['runtime'],
  terminal: [],
  sandbox: ['runtime'],
  agent: ['codex', 'runtime'],
  capability: ['mcp', 'jobs', 'codex', 'settings', 'terminal', 'runtime'],
};

interface Manifest {
  readonly folder: string;
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
  readonly raw: Record<string, unknown>;
}

function readManifests(): Manifest[] {
  return projectFiles()
    .filter((path) => /^(libs|servers|tools)\/[^/]+\/package\.json$/.test(path))
    .map((path) => {
      const raw = JSON.parse(readFileSync(join(repositoryRoot, path), 'utf8')) as Record<string, unknown>;
      const section = (name: string) => (raw[name] ?? {}) as Record<string, string>;
      return {
        folder: path.replace('/package.json', ''),
        name: String(raw['name']),
        dependencies: Object.keys(section('dependencies')),
        devDependencies: Object.keys(section('devDependencies')),
        versions: { ...section('dependencies'), ...section('devDependencies') },
        raw,
      };
    });
}

const manifests = readManifests();
test('every package is named after its folder, a server beside a library of its name with -server', () => {
  expect(manifests.length).toBeGreaterThan(5);
  for (const { name, folder } of manifests) {
    const [room, own] = folder.split('/');
    const taken = room === 'servers' && manifests.some((other) => other.folder === `libs/${own}`);
    expect(name).toBe(`@codex-pro/${own}${taken ? '-server' : ''}`);
  }
});

test('a library depends only on the libraries the design allows', () => {
  for (const one of manifests.filter((each) => each.folder.startsWith('libs/'))) {
    const allowed = libraryEdges[one.name.replace('@codex-pro/', '')];
    expect(allowed, `${one.name} is not in the table of edges`).toBeDefined();
    const own = one.dependencies.filter((name) => name.startsWith('@codex-pro/'));
    for (const name of own)
      expect(allowed, `${one.name} → ${name}`).toContain(name.replace('@codex-pro/', ''));
  }
});

test('nothing depends on a server, and only tools use tools, but for the emulator in tests', () => {
  const servers = manifests.filter((one) => one.folder.startsWith('servers/')).map((one) => one.name);
  const tools = manifests.filter((one) => one.folder.startsWith('tools/')).map((one) => one.name);
  for (const one of manifests) {
    const wanted = [...one.dependencies, ...one.devDependencies];
    expect(
      wanted.filter((name) => servers.includes(name)),
      one.name,
    ).toEqual([]);
    if (one.folder.startsWith('tools/')) continue;
    expect(
      one.dependencies.filter((name) => tools.includes(name)),
      one.name,
    ).toEqual([]);
    const inTests = one.devDependencies.filter((name) => tools.includes(name));
    expect(
      inTests.filter((name) => name !== '@codex-pro/emulator'),
      one.name,
    ).toEqual([]);
  }
});

test('every version is pinned exactly', () => {
  const root = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const all = [...manifests.map((one) => one.versions), root['devDependencies'] as Record<string, string>];
  for (const versions of all) {
    for (const [name, version] of Object.entries(versions)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
    }
  }
});

test('every package has the same three targets, a licence and a description', () => {
  for (const one of manifests) {
    expect(Object.keys((one.raw['scripts'] ?? {}) as object), one.name).toEqual(
      expect.arrayContaining(['lint', 'test', 'typecheck']),
    );
    expect(one.raw['license'], one.name).toBe('MIT');
    expect(String(one.raw['description']).length, one.name).toBeGreaterThan(20);
  }
});
