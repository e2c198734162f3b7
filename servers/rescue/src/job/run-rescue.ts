import type { Outcome, WorkPorts } from '@codex-pro/capability';
import { type ErrorReport, toErrorReport } from '@codex-pro/runtime';
import { type Sandbox, showsFolders } from '@codex-pro/sandbox';
import { orDiskFull } from '../isolation/disk-full.ts';
import { takePlace } from '../isolation/place.ts';
import type { RescueRequest } from '../job-request.ts';
import { type Ending, endOfError, stoppedBy } from '../rescue/ending.ts';
import type { RescuePart } from '../rescue/part.ts';
import { confine } from './confine.ts';
import { finishRescue } from './finish-rescue.ts';
import { openJobThread } from './job-thread.ts';
import { runCheck } from './run-check.ts';
import { unreadSteering } from './steering.ts';
import { work, workSoFar } from './work-loop.ts';

export interface RescuePorts extends WorkPorts<'rescue', RescueRequest> {
  /** Byte for byte what the user said. */
  readonly task: string;
  /** The state folder. */
  readonly home: string;
  readonly codexHome: string;
  readonly env: NodeJS.ProcessEnv;
  readonly patchName: string;
}

export interface RescueOutcome extends Omit<Outcome<RescuePart>, 'files'> {
  /** Empty where nothing changed. */
  readonly patch: Uint8Array;
}

/**
 * A task from its place to its result. Whatever ends it, what was changed so far is told: only what goes wrong before
 * the work begins is thrown.
 */
export async function runRescue(ports: RescuePorts): Promise<RescueOutcome> {
  const { settings, folder, jobId, home, workspace, signal } = ports;
  const options = settings.capability;
  ports.progress('looks at the workspace');
  const place = await takePlace({
    folder,
    jobId,
    home,
    workspace,
    isolation: options.isolation,
    readOnly: options.mode === 'read-only',
    dependencies: options.dependencies,
    ignoredBytes: options.undo.ignored,
    confined: options.mode !== 'full-access',
    shows: await showsFolders(options.mode, home),
    signal,
  });
  try {
    const thread = await openJobThread(ports);
    const confinement = await confine({ ...ports, settings: options, place });
    const { sandbox } = confinement;
    let ending: Ending;
    try {
      do {
        ending = await work(ports, place, sandbox, thread).catch(async (error: unknown) =>
          endOfError(reportOf(error), await workSoFar(folder)),
        );
        // What the model left running could change the files while the check looks at them.
        await sandbox?.endAll();
        if (sandbox !== null) ending = await checked(ending, sandbox);
        // Whoever sent a message while the check ran was told that it would be read.
      } while (mayGoOn(ending) && (await unreadSteering(folder, ending.read)).length > 0);
    } finally {
      await sandbox?.close();
    }
    ports.progress('collects the changes');
    const end = { ports, place, thread, ending, withoutCommands: confinement.why };
    return await finishRescue(end).catch(orDiskFull(folder, 'after'));
  } finally {
    await place.release();
  }

  function mayGoOn({ error, turns }: Ending): boolean {
    return error === null && turns < options.turns;
  }

  async function checked(ending: Ending, sandbox: Sandbox): Promise<Ending> {
    const { check_command: command, limits } = options;
    if (command === null || !ending.mayCheck) return ending;
    ports.progress('runs the check');
    const { turns } = ending;
    try {
      const checks = await runCheck({ command, sandbox, turns, folder, limitMs: limits.command, signal });
      return ending.checked(checks);
    } catch (error) {
      return stoppedBy(reportOf(error), ending);
    }
  }

  function reportOf(error: unknown): ErrorReport {
    const report = toErrorReport(signal.aborted ? signal.reason : error);
    if (report.code === 'internal')
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return report;
  }
}
