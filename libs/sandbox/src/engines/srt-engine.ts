import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../find-program.ts';
import { processName, processTree } from '../limits/process-tree.ts';
import type { SandboxPolicy } from '../policy.ts';
import { quoted } from '../quoted.ts';
import {
  type BubblewrapWords,
  bubblewrapWords,
  coverKernelSettings,
  showFolders,
} from './bubblewrap-words.ts';
import { type Engine, type EngineTraces, noTraces } from './engine.ts';
import { presentPaths } from './present-paths.ts';

/**
 * `@anthropic-ai/sandbox-runtime`: bubblewrap with a network and a pid namespace of its own, and a system call filter
 * against unix sockets (Linux), Seatbelt (macOS). Throws what the library throws where it cannot work here.
 * The library protects what lies in the working directory of this process, there or not, by files that it puts there; so
 * that becomes an empty folder, and what the policy names is protected instead: one sandbox a process.
 */
export async function createSrtEngine(policy: SandboxPolicy): Promise<Engine> {
  const linux = process.platform === 'linux';
  const programs = linux ? linuxPrograms(policy.root) : {};
  const { SandboxManager } = await import('@anthropic-ai/sandbox-runtime');
  const before = process.cwd();
  const seccomp = seccompHelper();
  const writable = policy.mode === 'workspace-write' ? [policy.root, policy.scratch] : [policy.scratch];
  const configOf = (denied: readonly string[]) => ({
    network: { allowedDomains: [...policy.domains], deniedDomains: [], strictAllowlist: true },
    filesystem: {
      denyRead: [...policy.hidden],
      allowRead: [policy.root, policy.scratch, ...policy.readable, ...(seccomp === null ? [] : [seccomp])],
      allowWrite: writable,
      // The library opens a folder for its own guests, which other jobs could read.
      denyWrite: [...denied, sharedFolder],
    },
    ...programs,
    ...(seccomp === null ? {} : { seccomp: { applyPath: seccomp } }),
  });
  // Where mounts protect, they need something to lie on; Seatbelt goes by names.
  const denied = () => {
    const paths = [...policy.protected, ...policy.readOnly];
    return linux ? presentPaths(paths, policy.root) : paths;
  };
  // Without a host that may be reached there is nothing for its proxies to do: a namespace without a network is left.
  const offline = linux && policy.domains.length === 0;
  let known = denied();
  try {
    process.chdir(await emptyFolder(policy));
    if (offline) SandboxManager.updateConfig(configOf(known));
    else await SandboxManager.initialize(configOf(known));
  } catch (error) {
    await SandboxManager.reset();
    process.chdir(before);
    throw error;
  }
  const lineOf = (command: string, signal: AbortSignal) =>
    // By default the command itself would travel in the name of the proxy's user.
    SandboxManager.wrapWithSandbox(command, '/bin/bash', undefined, signal, {
      commandId: randomBytes(16).toString('base64url'),
    });
  const linuxWords = async (command: string, signal: AbortSignal) =>
    coverKernelSettings(showFolders(bubblewrapWords(await lineOf(command, signal)), policy.shown));
  /** The words for a command of nothing: only the last one is another for any other command. */
  let prepared: BubblewrapWords | null = null;
  const release = () => SandboxManager.cleanupAfterCommand();
  return {
    name: 'srt',
    leavesAbsentNames: linux,
    traces: linux && !offline ? await proxyTraces(SandboxManager.getLinuxHttpSocketPath()) : noTraces,
    async confine(command, signal) {
      const now = denied();
      if (now.join('\0') !== known.join('\0')) {
        known = now;
        prepared = null;
        SandboxManager.updateConfig(configOf(known));
      }
      // `exec`: the process that we start is the sandbox, and dies with us.
      if (!linux) return { argv: ['/bin/sh', '-c', `exec ${await lineOf(command, signal)}`], release };
      if (!offline) return { argv: await linuxWords(command, signal), release };
      prepared ??= await linuxWords(nothing, signal);
      return { argv: withCommand(prepared, command), release: () => undefined };
    },
    async close() {
      await SandboxManager.reset();
      process.chdir(before);
    },
  };
}

/** What the library's proxies are made of: sockets, and a relay between them. */
async function proxyTraces(bridge: string | undefined): Promise<EngineTraces> {
  const names = await readdir(tmpdir());
  const sockets = names.filter((name) => name.startsWith(`srt-mux-${process.pid}-`));
  return {
    files: [...sockets.map((name) => join(tmpdir(), name)), ...(bridge === undefined ? [] : [bridge])],
    pids: processTree(process.pid)
      .pids.slice(1)
      .filter((pid) => processName(pid) === 'socat'),
  };
}

/** Beside the folder for temporary files; commands may not write it. */
async function emptyFolder({ scratch }: SandboxPolicy): Promise<string> {
  const folder = join(dirname(scratch), 'srt-sandbox');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

const nothing = ':';

/** The library's words for `nothing`, which end in a line for its helper, with a command in its place. */
function withCommand(words: BubblewrapWords, command: string): BubblewrapWords {
  const line = words.at(-1) ?? '';
  const end = ` -c ${nothing}`;
  if (!line.endsWith(end)) throw new Error('the library made a command line that is not known here');
  return [...words.slice(0, -1), `${line.slice(0, -nothing.length)}${quoted(command)}`];
}

/** The programs that the library needs, so that it looks for none itself. Throws where one is missing. */
function linuxPrograms(root: string): {
  readonly bwrapPath: string;
  readonly socatPath: string;
  readonly ripgrep: { readonly command: string };
} {
  const need = (name: string, packageName: string) => {
    const path = findProgram(name, root);
    if (path === null) throw new Error(`${packageName} (${name}) is not installed`);
    return path;
  };
  return {
    bwrapPath: need('bwrap', 'bubblewrap'),
    socatPath: need('socat', 'socat'),
    ripgrep: { command: need('rg', 'ripgrep') },
  };
}

const sharedFolder = '/tmp/claude';

/**
 * The helper that sets the system call filter: beside the bundle, or in the package. Its folder may be hidden from
 * commands, so it has to be named. null: the library looks for itself, and the probe tells what came of it.
 */
function seccompHelper(): string | null {
  if (process.platform !== 'linux') return null;
  const own = join('vendor', 'seccomp', process.arch, 'apply-seccomp');
  const here = dirname(fileURLToPath(import.meta.url));
  const places = [join(here, own), join(here, '..', own)];
  try {
    const package_ = dirname(fileURLToPath(import.meta.resolve('@anthropic-ai/sandbox-runtime')));
    places.push(join(package_, '..', own));
  } catch {
    // In a bundle there is no package: the helper lies beside it.
  }
  return places.find((path) => existsSync(path)) ?? null;
}
