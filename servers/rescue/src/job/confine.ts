import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { basename, delimiter, isAbsolute, join } from 'node:path';
import { removeTree } from '@codex-pro/jobs';
import { isCodedError } from '@codex-pro/runtime';
import {
  commandEnvironment,
  nestedProtectedPaths,
  openSandbox,
  protectedPaths,
  type Sandbox,
  type SandboxPolicy,
  type ShownFolder,
} from '@codex-pro/sandbox';
import type { CapabilitySettings } from '@codex-pro/settings';
import { coverPackages } from '../isolation/place-dependencies.ts';
import type { PlaceRecord } from '../isolation/place-record.ts';

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
  const policy = await policyOf(request);
  try {
    return {
      sandbox: await openSandbox({
        policy,
        name: jobId,
        setAside: setAsideFolder(request.folder),
        verdictFolder: home,
      }),
      why: null,
    };
  } catch (error) {
    const without =
      isCodedError(error) && error.code === 'sandbox_unavailable' && settings.mode === 'read-only';
    if (!without || settings.check_command !== null) throw error;
    return { sandbox: null, why: error.message };
  }
}

async function policyOf({
  settings,
  place,
  folder,
  home,
  codexHome,
  env,
}: ConfineRequest): Promise<SandboxPolicy> {
  const { mode, limits } = settings;
  const scratch = join(folder, 'scratch');
  const userHome = env['HOME'] ?? homedir();
  const withHome = (path: string) => (path.startsWith('~/') ? join(userHome, path.slice(2)) : path);
  const copy = place.isolation === 'worktree';
  await mkdir(join(scratch, 'home'), { recursive: true, mode: 0o700 });
  const { unprotected } = settings;
  const protectedNow = [
    ...protectedPaths(place.root, unprotected),
    ...(await nestedProtectedPaths(place.root, unprotected)),
  ];
  return {
    mode,
    root: place.root,
    scratch,
    hidden: [userHome, home, codexHome, ...hiddenEverywhere, tmpdir()],
    readable: [
      ...settings.readable.map(withHome),
      ...searchPath(env),
      ...place.borrowed,
      // Programs in them may name themselves by the path that they have there.
      ...(copy ? place.dependencies.map((path) => join(place.workspace, path)) : []),
    ].filter(isAbsolute),
    // What becomes of protected files in a copy is never brought back, and its repository is nobody else's.
    protected: copy
      ? [
          ...protectedNow.filter((path) => existsSync(path) && path !== join(place.root, '.git')),
          ...ofPrivateRepository(place.root),
        ]
      : protectedNow,
    readOnly: copy ? [] : place.dependencies.map((path) => join(place.root, path)),
    shown: copy ? place.shown : await coveredPackages(place, folder),
    domains: settings.network,
    environment: {
      ...gitSettings([['safe.directory', '*']]),
      ...commandEnvironment(env, {
        home: mode === 'full-access' ? userHome : join(scratch, 'home'),
        temporary: scratch,
        more: settings.environment,
      }),
    },
    limits: {
      memoryBytes: limits.memory,
      processes: limits.processes,
      fileBytes: limits.file,
      cpuSeconds: Math.ceil(limits.cpu / 1000),
    },
  };
}

/**
 * Room for what tools write into a `node_modules` that is there to read only, anew for each attempt; it goes with the
 * job. Where the sandbox cannot show it (`SandboxPolicy.shown`), such tools meet a folder that cannot be written.
 */
async function coveredPackages(place: PlaceRecord, folder: string): Promise<readonly ShownFolder[]> {
  const covers = coversFolder(folder);
  await removeTree(covers);
  const shown: ShownFolder[] = [];
  for (const [index, path] of place.dependencies.entries()) {
    const source = join(place.root, path);
    const isPackages = basename(path) === 'node_modules' && place.dependencyNames.includes('node_modules');
    if (isPackages && existsSync(source))
      shown.push(...(await coverPackages(source, join(covers, String(index)))));
  }
  return shown;
}

export function coversFolder(folder: string): string {
  return join(folder, 'covers');
}

/** Where a job keeps what appeared under protected names while its commands ran. */
export function setAsideFolder(folder: string): string {
  return join(folder, 'set-aside');
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

function gitSettings(settings: readonly (readonly [name: string, value: string])[]): Record<string, string> {
  const env: Record<string, string> = { GIT_CONFIG_COUNT: String(settings.length) };
  for (const [index, [name, value]] of settings.entries()) {
    env[`GIT_CONFIG_KEY_${index}`] = name;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return env;
}

/** The folders of programs may lie in a hidden one. */
function searchPath(env: NodeJS.ProcessEnv): string[] {
  return (env['PATH'] ?? '').split(delimiter).filter((path) => path !== '');
}
