import { lstat, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { Preparation, PrepareContext } from '@codex-pro/capability';
import { InputError } from '@codex-pro/runtime';
import { stateHome } from '@codex-pro/settings';
import { type RescueRequest, taskAttachment } from './job-request.ts';
import { openThreads } from './threads/threads.ts';
import type { RescueInput } from './tools/rescue.ts';

/** Everything that can be wrong with a call before a job is recorded: settings, files, the thread. */
export async function prepareRescue(
  input: RescueInput,
  context: PrepareContext<'rescue'>,
): Promise<Preparation<RescueRequest>> {
  await context.settings();
  const { root, folder } = context.workspace;
  await refuseOwnHome(root, stateHome(context.env));
  const contextFiles = await Promise.all(
    (input.context_files ?? []).map((path) => contextFile(path, root, folder)),
  );
  const threads = openThreads(stateHome(context.env));
  const request: RescueRequest = {
    thread: input.thread === 'fresh' ? 'fresh' : await threads.resolve(input.thread, root),
    contextFiles,
    successCriteria: input.success_criteria ?? null,
    apply: input.apply,
  };
  return { type: 'job', request, attachments: [{ name: taskAttachment, content: input.task }] };
}

/** A job's records would be part of what it records, and undoing it would put back our own state as it was. */
async function refuseOwnHome(root: string, home: string): Promise<void> {
  const real = await realpath(home).catch(() => home); // There is none yet.
  if (isOutside(relative(root, real))) return;
  throw new InputError(
    'input_invalid',
    `${root} holds the state folder of codex-pro, ${real}, so no rescue works there.`,
    {
      hint: 'Name a repository further down as workspace, or set CODEX_PRO_HOME to a folder outside of it.',
    },
  );
}

function isOutside(below: string): boolean {
  return isAbsolute(below) || below === '..' || below.startsWith('../');
}

/** Relative to the workspace, where it is there. */
async function contextFile(path: string, root: string, folder: string): Promise<string> {
  const below = relative(root, resolve(folder, path));
  const outside = isOutside(below);
  const found = outside ? null : await lstat(join(root, below)).catch(() => null);
  if (found !== null) return below;
  const why = outside ? `is outside of the workspace ${root}` : `is not in ${folder}`;
  throw new InputError('input_invalid', `context_files: ${path} ${why}.`, {
    hint: 'Name files of the workspace, relative to it.',
  });
}
