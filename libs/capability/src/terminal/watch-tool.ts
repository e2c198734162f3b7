import type { ToolAnswer } from '@codex-pro/mcp';
import { pause } from '@codex-pro/runtime';
import type { Structured, Watch } from '../server-definition.ts';
import type { LiveScreen } from './live-screen.ts';

/** How often a watched tool is asked again, in milliseconds. */
const everyMs = 1_000;

export interface WatchCall {
  readonly ask: (signal: AbortSignal) => Promise<ToolAnswer>;
  readonly watch: Watch;
  /** The picture of an answer. */
  readonly text: (structured: Structured) => string | Promise<string>;
  /** null where there is no terminal: then lines that are new or changed are said. */
  readonly screen: LiveScreen | null;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Asks again and again, until nothing will change any more or the signal aborts (that is how people leave).
 * Resolves with the last answer, or the first that is an error; undefined when it aborted before any.
 */
export async function watchTool(call: WatchCall): Promise<ToolAnswer | undefined> {
  const { watch, screen, signal } = call;
  let seen: ReadonlySet<string> = new Set();
  let last: ToolAnswer | undefined;
  try {
    while (!signal.aborted) {
      const answer = await call.ask(signal);
      if (signal.aborted) break;
      const isFirst = last === undefined;
      last = answer;
      if (answer.isError === true) break;
      const lines = watch.lines(answer.structured);
      if (screen !== null) screen.draw(await call.text(answer.structured));
      else if (isFirst && lines.length === 0) call.say(String(answer.structured['summary']));
      else for (const line of lines) if (!seen.has(line)) call.say(line);
      seen = new Set(lines);
      if (watch.over(answer.structured)) break;
      await pause(everyMs, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    screen?.close();
  }
  return last;
}
