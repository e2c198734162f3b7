import { dirname } from 'node:path';
import type { CapabilityWork } from '@codex-pro/capability';
import { codexHome } from '@codex-pro/settings';
import { runRescue } from './job/run-rescue.ts';
import { type RescueRequest, taskAttachment } from './job-request.ts';
import type { RescuePart } from './rescue/part.ts';

export const patchName = 'changes.patch';

/** The work of a rescue job: the domain over the ports, and the files that a rescue leaves. */
export const workOnRescue: CapabilityWork<'rescue', RescueRequest, RescuePart> = async (ports) => {
  const { patch, ...outcome } = await runRescue({
    ...ports,
    task: (await ports.attachment(taskAttachment)).toString('utf8'),
    // jobs/<id> lies in it.
    home: dirname(dirname(ports.folder)),
    codexHome: codexHome(process.env),
    env: process.env,
    patchName,
  });
  return {
    ...outcome,
    files: () => (patch.length === 0 ? [] : [{ kind: 'patch', name: patchName, content: patch }]),
  };
};
