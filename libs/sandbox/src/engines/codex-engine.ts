import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findProgram } from '../find-program.ts';
import type { SandboxPolicy } from '../policy.ts';
import type { Engine } from './engine.ts';
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
  const profile = () => [
    '-c',
    `permissions.job.filesystem={${rules(policy, home).join(',')}}`,
    ...['-c', 'permissions.job.network.enabled=false', '-P', 'job'],
  ];
  return {
    name: 'codex',
    leavesAbsentNames: process.platform === 'linux',
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

/** Later rules are for deeper paths; the CLI lets the more exact one win. */
function rules(policy: SandboxPolicy, home: string): string[] {
  const access = new Map<string, 'read' | 'write' | 'deny'>([[':root', 'read']]);
  for (const path of policy.hidden) access.set(path, 'deny');
  for (const path of [...policy.readable, home]) access.set(path, 'read');
  access.set(policy.root, policy.mode === 'workspace-write' ? 'write' : 'read');
  access.set(policy.scratch, 'write');
  // For a name that is not there its bubblewrap would put a file in the workspace.
  const names = process.platform === 'linux' ? presentPaths(policy.protected, policy.root) : policy.protected;
  for (const path of names) access.set(path, 'read');
  return [...access].map(([path, right]) => `${JSON.stringify(path)}="${right}"`);
}
