import { readdirSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findProgram } from '../find-program.ts';
import type { SandboxPolicy } from '../policy.ts';
import { type Engine, noTraces } from './engine.ts';
import { presentPaths } from './present-paths.ts';

/**
 * `codex sandbox` of an installed Codex CLI (0.169), which brings its own bubblewrap: a permission profile made of the
 * policy, in a home of its own, so that nobody's config.toml has a say. Throws where there is no such program, and for
 * a list of hosts, which it cannot keep.
 */
export async function createCodexEngine(policy: SandboxPolicy): Promise<Engine> {
  const program = findProgram('codex', policy.root);
  if (program === null) throw new Error('the Codex CLI is not installed');
  if (policy.domains.length > 0)
    throw new Error('the sandbox of the Codex CLI has no network by host; empty rescue.network');
  // Commands may read it, and not write it: what is in it decides how the next one is confined.
  const home = join(dirname(policy.scratch), 'codex-sandbox');
  await mkdir(home, { recursive: true, mode: 0o700 });
  // It starts itself once more, inside.
  const own = packagesOf(await realpath(program));
  const profile = () => [
    '-c',
    `permissions.job.filesystem={${rules(policy, [home, own]).join(',')}}`,
    ...['-c', 'permissions.job.network.enabled=false', '-P', 'job'],
  ];
  return {
    name: 'codex',
    leavesAbsentNames: false,
    traces: noTraces,
    confine: (command) =>
      Promise.resolve({
        argv: [
          '/usr/bin/env',
          `CODEX_HOME=${home}`,
          program,
          'sandbox',
          ...profile(),
          '--',
          '/bin/bash',
          '-c',
          command,
        ],
        release: () => undefined,
      }),
    close: () => Promise.resolve(),
  };
}

/** Where the program has all its parts: beside it, or in the packages of its publisher. */
function packagesOf(program: string): string {
  return /^.*\/node_modules\/@openai(?=\/)/.exec(program)?.[0] ?? dirname(program);
}

/**
 * Rules for deeper paths win. What is hidden is left out, since its bubblewrap shows nothing to read below a folder that
 * is denied (measured with 0.169): the few folders that every program needs, and all else that is not hidden.
 */
function rules(policy: SandboxPolicy, own: readonly string[]): string[] {
  const access = new Map<string, 'read' | 'write'>([[':minimal', 'read']]);
  for (const path of [...visiblePaths('/', policy.hidden), ...policy.readable, ...own])
    access.set(path, 'read');
  access.set(policy.root, policy.mode === 'workspace-write' ? 'write' : 'read');
  access.set(policy.scratch, 'write');
  // It covers names that are not there too, by what it puts in the workspace while a command runs.
  for (const path of [...policy.protected, ...presentPaths(policy.readOnly, policy.root)])
    access.set(path, 'read');
  return [...access].map(([path, right]) => `${JSON.stringify(path)}="${right}"`);
}

/** The folders and files below a folder, as few as can be, that hold nothing hidden. */
function visiblePaths(folder: string, hidden: readonly string[]): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (ofTheSystem.has(path) || hidden.includes(path)) return [];
    if (hidden.some((each) => each.startsWith(`${path}/`)))
      return entry.isDirectory() ? visiblePaths(path, hidden) : [];
    return entry.isDirectory() || entry.isFile() ? [path] : [];
  });
}

/** It makes them anew. */
const ofTheSystem: ReadonlySet<string> = new Set(['/proc', '/dev', '/sys']);
