import { mkdir, realpath } from 'node:fs/promises';
import type { CommandRequest, RunningCommand } from './command.ts';
import { createCodexEngine } from './engines/codex-engine.ts';
import type { Engine } from './engines/engine.ts';
import { createNoEngine } from './engines/no-engine.ts';
import { createSrtEngine } from './engines/srt-engine.ts';
import { guardNames, unguarded } from './guard/guard-names.ts';
import type { LimitGroup } from './limits/limit-group.ts';
import { openLimitGroup } from './limits/open-limit-group.ts';
import { clearDeadSandboxes, noteSandbox } from './open-sandboxes.ts';
import type { SandboxMode, SandboxPolicy } from './policy.ts';
import { probeEngine } from './probe/probe-engine.ts';
import { keepVerdict, readVerdict, type Verdict } from './probe/verdict.ts';
import { sandboxUnavailable } from './sandbox-unavailable.ts';
import { startCommand } from './start-command.ts';

export interface SandboxOptions {
  readonly policy: SandboxPolicy;
  /** A plain file name that no other sandbox of this machine has now: the id of the job. */
  readonly name: string;
  /** Where that is put which commands made under protected names; made when it is needed. */
  readonly setAside: string;
  /** The state folder: where the verdict of this boot is kept, and what is open. */
  readonly verdictFolder: string;
}

/** Commands under one policy, for one job. */
export interface Sandbox {
  readonly engine: Engine['name'];
  readonly limitedBy: LimitGroup['name'];
  readonly root: string;
  /** Starts a command. Throws where it could not be confined; nothing ran then. */
  start(request: CommandRequest): Promise<RunningCommand>;
  /** Kills every command that runs; resolves when nothing of them is left. */
  endAll(): Promise<void>;
  /** Does so for good, and for what is left of others. */
  close(): Promise<void>;
}

let isOpen = false;

/**
 * Opens the sandbox of this process; there is one at a time, and it moves the process into the root. Throws ConfigError
 * `sandbox_unavailable` where nothing here confines commands (`full-access` asks for nothing of the kind).
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  if (isOpen) throw new Error('A process has one sandbox at a time.');
  isOpen = true;
  try {
    return await open(options);
  } catch (error) {
    isOpen = false;
    throw error;
  }
}

async function open({ policy: given, name, setAside, verdictFolder }: SandboxOptions): Promise<Sandbox> {
  await clearDeadSandboxes(verdictFolder);
  await mkdir(given.scratch, { recursive: true, mode: 0o700 });
  const policy = await settled(given);
  const engine =
    policy.mode === 'full-access' ? createNoEngine() : await workingEngine(policy, verdictFolder);
  const group = openLimitGroup(`codex-pro-${name}`, policy.limits);
  const { folders: groups } = group;
  const forget = await noteSandbox(verdictFolder, name, { ...engine.traces, groups });
  const guard =
    engine.leavesAbsentNames && policy.mode === 'workspace-write'
      ? guardNames(policy.root, policy.protected, setAside)
      : unguarded;
  const running = new Set<RunningCommand>();
  const endAll = async () => {
    for (const command of running) command.kill();
    await Promise.all([...running].map(({ ended }) => ended));
  };
  return {
    engine: engine.name,
    limitedBy: group.name,
    root: policy.root,
    async start(request) {
      const command = await startCommand(request, { engine, group, guard, policy });
      running.add(command);
      void command.ended.then(() => running.delete(command));
      return command;
    },
    endAll,
    async close() {
      await endAll();
      await group.close();
      await engine.close();
      await forget();
      isOpen = false;
    },
  };
}

/** Which engine confines commands on this machine, found out by doing, once a boot. */
export async function sandboxVerdict(verdictFolder: string): Promise<Verdict> {
  const known = await readVerdict(verdictFolder);
  if (known !== null) return known;
  const verdict = await findEngine(verdictFolder);
  await keepVerdict(verdictFolder, verdict);
  return verdict;
}

/** Whether a sandbox of this mode will show folders at other places (`SandboxPolicy.shown`). */
export async function showsFolders(mode: SandboxMode, verdictFolder: string): Promise<boolean> {
  if (process.platform !== 'linux' || mode === 'full-access') return false;
  return (await sandboxVerdict(verdictFolder)).engine === 'srt';
}

async function workingEngine(policy: SandboxPolicy, verdictFolder: string): Promise<Engine> {
  const verdict = await sandboxVerdict(verdictFolder);
  if (verdict.engine === null) throw sandboxUnavailable(verdict.why.join(' '));
  try {
    return await engines[verdict.engine](policy);
  } catch (error) {
    throw sandboxUnavailable(error instanceof Error ? error.message : String(error));
  }
}

const engines = { srt: createSrtEngine, codex: createCodexEngine } as const;

async function findEngine(place: string): Promise<Verdict> {
  const why: string[] = [];
  for (const name of ['srt', 'codex'] as const) {
    const problem = await probeEngine(engines[name], place);
    if (problem === null) return { engine: name, why };
    why.push(`${name}: ${problem}.`);
  }
  return { engine: null, why };
}

/** Links on the way to a folder are followed once, here: what they say later does not count. */
async function settled(policy: SandboxPolicy): Promise<SandboxPolicy> {
  return {
    ...policy,
    root: await realpath(policy.root),
    scratch: await realpath(policy.scratch),
    hidden: await existing(policy.hidden),
    readable: await existing(policy.readable),
  };
}

async function existing(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(paths.map((path) => realpath(path).catch(() => null)));
  return [...new Set(found.filter((path) => path !== null))];
}
