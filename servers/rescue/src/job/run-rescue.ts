import type { Outcome, WorkPorts } from '@codex-pro/capability';
import { toErrorReport } from '@codex-pro/runtime';
import { showsFolders } from '@codex-pro/sandbox';
import { takePlace } from '../isolation/place.ts';
import type { RescueRequest } from '../job-request.ts';
import { type Ending, endOfError } from '../rescue/ending.ts';
import type { RescuePart } from '../rescue/part.ts';
import { confine } from './confine.ts';
import { finishRescue } from './finish-rescue.ts';
import { openJobThread } from './job-thread.ts';
import { runCheck } from './run-check.ts';
import { work } from './work-loop.ts';

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
      ending = await ends(() => work(ports, place, sandbox, thread));
      if (options.check_command !== null && ending.mayCheck && sandbox !== null) {
        ports.progress('runs the check');
        const { command: limitMs } = options.limits;
        const check = {
          command: options.check_command,
          sandbox,
          turns: ending.turns,
          folder,
          limitMs,
          signal,
        };
        ending = await ends(async () => ending.checked(await runCheck(check)), ending);
      }
    } finally {
      await sandbox?.close();
    }
    ports.progress('collects the changes');
    return await finishRescue({ ports, place, thread, ending, withoutCommands: confinement.why });
  } finally {
    await place.release();
  }

  async function ends(step: () => Promise<Ending>, before?: Ending): Promise<Ending> {
    try {
      return await step();
    } catch (error) {
      return endOfError(toErrorReport(signal.aborted ? signal.reason : error), error, before);
    }
  }
}
