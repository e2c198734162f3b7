import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../find-program.ts';
import type { SandboxPolicy } from '../policy.ts';
import { coverKernelSettings } from './cover-kernel-settings.ts';
import type { Engine } from './engine.ts';

/**
 * `@anthropic-ai/sandbox-runtime`: bubblewrap with a network and a pid namespace of its own, and a system call filter
 * against unix sockets (Linux), Seatbelt (macOS). Throws what the library throws where it cannot work here.
 * It protects what lies in the working directory of this process, so the root becomes that: one sandbox a process.
 */
export async function createSrtEngine(policy: SandboxPolicy): Promise<Engine> {
  const programs = process.platform === 'linux' ? linuxPrograms(policy.root) : {};
  const { SandboxManager } = await import('@anthropic-ai/sandbox-runtime');
  const before = process.cwd();
  process.chdir(policy.root);
  const seccomp = seccompHelper();
  const writable = policy.mode === 'workspace-write' ? [policy.root, policy.scratch] : [policy.scratch];
  try {
    await SandboxManager.initialize({
      network: { allowedDomains: [...policy.domains], deniedDomains: [], strictAllowlist: true },
      filesystem: {
        denyRead: [...policy.hidden],
        allowRead: [policy.root, policy.scratch, ...policy.readable, ...(seccomp === null ? [] : [seccomp])],
        allowWrite: writable,
        // The library opens a folder for its own guests, which other jobs could read.
        denyWrite: [...policy.protected, sharedFolder],
      },
      ...programs,
      ...(seccomp === null ? {} : { seccomp: { applyPath: seccomp } }),
    });
  } catch (error) {
    await SandboxManager.reset();
    process.chdir(before);
    throw error;
  }
  return {
    name: 'srt',
    async confine(command, signal) {
      // By default the command itself would travel in the name of the proxy's user.
      const commandId = randomBytes(16).toString('base64url');
      const own = policy.domains.length === 0 ? `${withoutProxies}\n${command}` : command;
      const line = await SandboxManager.wrapWithSandbox(own, '/bin/bash', undefined, signal, { commandId });
      return {
        // `exec`: the process that we start is the sandbox, and dies with us.
        argv: ['/bin/sh', '-c', `exec ${process.platform === 'linux' ? coverKernelSettings(line) : line}`],
        release: () => SandboxManager.cleanupAfterCommand(),
      };
    },
    async close() {
      await SandboxManager.reset();
      process.chdir(before);
    },
  };
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

/** Without a host that may be reached, what the library sets for its proxy only misleads programs. */
const withoutProxies =
  'unset HTTP_PROXY HTTPS_PROXY ALL_PROXY FTP_PROXY GRPC_PROXY RSYNC_PROXY NO_PROXY http_proxy https_proxy all_proxy ftp_proxy grpc_proxy no_proxy DOCKER_HTTP_PROXY DOCKER_HTTPS_PROXY CLOUDSDK_PROXY_TYPE CLOUDSDK_PROXY_ADDRESS CLOUDSDK_PROXY_PORT CLOUDSDK_PROXY_USERNAME CLOUDSDK_PROXY_PASSWORD CLAUDE_CODE_HOST_HTTP_PROXY_PORT CLAUDE_CODE_HOST_SOCKS_PROXY_PORT JAVA_TOOL_OPTIONS GIT_SSH_COMMAND GIT_CONFIG_PARAMETERS';

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
