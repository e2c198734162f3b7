import { mkdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { isCodedError } from '@codex-pro/runtime';
import {
  commandEnvironment,
  openSandbox,
  protectedPaths,
  type Sandbox,
  type SandboxPolicy,
} from '@codex-pro/sandbox';
import type { CapabilitySettings } from '@codex-pro/settings';
import type { PlaceRecord } from '../isolation/place.ts';

export interface ConfineRequest {
  readonly settings: CapabilitySettings<'rescue'>;
  readonly place: PlaceRecord;
  readonly jobId: string;
  /** Of the job. */
  readonly folder: string;
  /** The state folder. */
  readonly home: string;
  readonly codexHome: string;
  readonly env: NodeJS.ProcessEnv;
}

export type Confinement =
  | { readonly sandbox: Sandbox; readonly why: null }
  /** There is none, and the task can do without commands. */
  | { readonly sandbox: null; readonly why: string };

/**
 * Opens the sandbox of a rescue. Where none works, a task that only looks goes on without commands; for any other it is
 * the ConfigError `sandbox_unavailable`.
 */
export async function confine(request: ConfineRequest): Promise<Confinement> {
  const { settings, jobId, home } = request;
  const policy = policyOf(request);
  await mkdir(policy.scratch, { recursive: true, mode: 0o700 });
  await mkdir(join(policy.scratch, 'home'), { recursive: true });
  try {
    return { sandbox: await openSandbox({ policy, name: jobId, verdictFolder: home }), why: null };
  } catch (error) {
    const without =
      isCodedError(error) && error.code === 'sandbox_unavailable' && settings.mode === 'read-only';
    if (!without || settings.check_command !== null) throw error;
    return { sandbox: null, why: error.message };
  }
}

function policyOf({ settings, place, folder, home, codexHome, env }: ConfineRequest): SandboxPolicy {
  const { mode, limits } = settings;
  const scratch = join(folder, 'scratch');
  const userHome = env['HOME'] ?? homedir();
  const withHome = (path: string) => (path.startsWith('~/') ? join(userHome, path.slice(2)) : path);
  const copy = place.isolation === 'worktree';
  return {
    mode,
    root: place.root,
    scratch,
    hidden: [userHome, home, codexHome, ...hiddenEverywhere, tmpdir()],
    readable: [
      ...settings.readable.map(withHome),
      ...searchPath(env),
      ...place.borrowed,
      ...place.linked.map((path) => join(place.workspace, path)),
    ].filter(isAbsolute),
    protected: copy
      ? // The repository of a copy is its own and used by nobody else.
        [...protectedPaths(place.root, ['.git', ...settings.unprotected]), ...ofPrivateRepository(place.root)]
      : protectedPaths(place.root, settings.unprotected),
    domains: settings.network,
    environment: commandEnvironment(env, {
      home: mode === 'full-access' ? userHome : join(scratch, 'home'),
      temporary: scratch,
      more: settings.environment,
    }),
    limits: {
      memoryBytes: limits.memory,
      processes: limits.processes,
      fileBytes: limits.file,
      cpuSeconds: Math.ceil(limits.cpu / 1000),
    },
  };
}

/** Homes, sockets of services, and what others left lying around. */
const hiddenEverywhere = [
  '/home',
  '/root',
  '/Users',
  '/run',
  '/var/run',
  '/tmp',
  '/var/tmp',
  '/mnt',
  '/media',
];

function ofPrivateRepository(root: string): string[] {
  return ['hooks', 'config', 'objects/info'].map((name) => join(root, '.git', name));
}

/** The folders of programs may lie in a hidden one. */
function searchPath(env: NodeJS.ProcessEnv): string[] {
  return (env['PATH'] ?? '').split(delimiter).filter((path) => path !== '');
}
