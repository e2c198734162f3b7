import type { LoopResult } from '@codex-pro/agent';
import * as z from 'zod';
import type { RescuePart } from './part.ts';

const record = z.object({
  cmd: z.string(),
  exit: z.int().nullable(),
  seconds: z.number(),
  session: z.int().nullable(),
});

/** The commands of a rescue, in order; what became of one that went on in a session stands where it began. */
export function commandsOf(records: LoopResult<unknown>['records']): RescuePart['commands'] {
  const commands: { cmd: string; exit: number | null; seconds: number }[] = [];
  const sessions = new Map<number, number>();
  for (const { record: raw } of records) {
    const parsed = record.safeParse(raw);
    if (!parsed.success) continue;
    const { session, ...command } = parsed.data;
    const place = session === null ? undefined : sessions.get(session);
    if (place === undefined) {
      if (session !== null) sessions.set(session, commands.length);
      commands.push(command);
    } else {
      commands[place] = command;
    }
  }
  return commands;
}
