import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type AgentTool,
  createApplyPatchTool,
  createAskUserTool,
  createCommandTools,
  createReadTools,
  createUpdatePlanTool,
  createViewImageTool,
  createWorkspaceFiles,
  openTranscript,
  readTranscript,
  runLoop,
  type Steering,
  userMessage,
  type WrittenLoop,
  writtenLoop,
} from '@codex-pro/agent';
import { looksSecret } from '@codex-pro/git';
import { isProtected, type Sandbox } from '@codex-pro/sandbox';
import { readOutcome } from '../apply/outcome-record.ts';
import { listFolder } from '../isolation/list-files.ts';
import type { Place } from '../isolation/place.ts';
import { goOnPrompt } from '../prompts/go-on.ts';
import { rescueInstructionsPrompt } from '../prompts/rescue-instructions.ts';
import { taskFramePrompt } from '../prompts/task-frame.ts';
import { describeEvent } from '../rescue/describe-event.ts';
import { type Ending, endOfLoop } from '../rescue/ending.ts';
import { finalAnswerFormat, parseFinalAnswer } from '../rescue/final-answer.ts';
import type { JobThread } from './job-thread.ts';
import type { RescuePorts } from './run-rescue.ts';
import { readSteering } from './steering.ts';

/** Lets the model work on the task, from wherever the transcript of the job ends. */
export async function work(
  ports: RescuePorts,
  place: Place,
  sandbox: Sandbox | null,
  thread: JobThread,
): Promise<Ending> {
  const { settings, folder, request, model, signal, task } = ports;
  const { turns, mode, check_command: checkCommand } = settings.capability;
  const tools = await toolsOf(ports, place, sandbox);
  const transcript = await openTranscript(join(folder, transcriptName));
  const done = transcript.entries.filter(({ type }) => type === 'answer').length;
  const again = (await readOutcome(folder))?.failed === true ? [goOn(done)] : [];
  let turn = 0;
  try {
    const frame = taskFramePrompt({ ...request, root: place.root, checkCommand });
    const result = await runLoop({
      model,
      purpose: 'rescue',
      instructions: rescueInstructionsPrompt({ commands: sandbox !== null, edits: mode !== 'read-only' }),
      input: [...thread.items, userMessage(frame), userMessage(task)],
      tools,
      answer: { format: finalAnswerFormat, parse: parseFinalAnswer },
      transcript,
      // Asked for again, it has as many turns as it had at first.
      limits: { turns: again.length === 0 ? turns : done + turns, ...settings.budget },
      signal,
      promptCacheKey: thread.id,
      steering: async () => [...again, ...(await readSteering(folder))],
      onEvent(event) {
        if (event.type === 'turn') turn = event.turn;
        const { phase, note } = describeEvent(event, turn);
        if (phase !== null) ports.progress(phase, { done: turn, total: turns });
        if (note !== null) ports.note(note.type, note.message);
      },
    });
    return endOfLoop(result);
  } finally {
    await transcript.close();
  }
}

/** What is written of the work, where there is no result of it. */
export async function workSoFar(folder: string): Promise<WrittenLoop | null> {
  const bytes = await readFile(join(folder, transcriptName)).catch(() => null); // It never began.
  return bytes === null ? null : writtenLoop(readTranscript(bytes).entries);
}

const transcriptName = 'transcript.jsonl';

/** Once for each end, however often its worker is killed after that. */
function goOn(turns: number): Steering {
  return { id: `again after ${turns}`, text: goOnPrompt() };
}

async function toolsOf(
  { settings, signal }: RescuePorts,
  place: Place,
  sandbox: Sandbox | null,
): Promise<readonly AgentTool[]> {
  const { mode, unprotected, limits } = settings.capability;
  const before = [...(await place.store.read(place.before)).keys()];
  const files = createWorkspaceFiles({
    root: place.root,
    listed: async () => [...new Set([...before, ...(await listFolder(place.store, place.root)).paths])],
    hidden: (path) => (looksSecret(path) ? 'it looks like a file of secrets' : null),
    locked: (path) => lockedWhy(path, place, unprotected),
  });
  return [
    ...(sandbox === null
      ? []
      : createCommandTools({ runner: sandbox, root: place.root, signal, commandMs: limits.command })),
    ...(mode === 'read-only' ? [] : [createApplyPatchTool(files)]),
    ...createReadTools({ files }),
    createViewImageTool(files),
    createUpdatePlanTool(),
    createAskUserTool(),
  ];
}

function lockedWhy(path: string, { dependencies }: Place, unprotected: readonly string[]): string | null {
  if (isProtected(path, unprotected)) return 'it is protected';
  return dependencies.some((folder) => path === folder || path.startsWith(`${folder}/`))
    ? 'it is there to read only'
    : null;
}
