import type { ToolAnswer } from '@codex-pro/mcp';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type WatchCall, watchTool } from './watch-tool.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Watches a tool that gives these answers, one a second. */
function watching(answers: readonly ToolAnswer[], changes: Partial<WatchCall> = {}) {
  const said: string[] = [];
  const drawn: string[] = [];
  let asked = 0;
  const call: WatchCall = {
    ask: async () => answers[Math.min(asked++, answers.length - 1)] ?? { structured: {} },
    watch: {
      lines: ({ lines }) => lines as string[],
      over: ({ over }) => over === true,
    },
    text: ({ lines }) => (lines as string[]).join('\n'),
    screen: null,
    say: (line) => said.push(line),
    signal: new AbortController().signal,
    ...changes,
  };
  return { said, drawn, asked: () => asked, last: watchTool(call) };
}

test('without a screen it says what is new or has changed, and ends when nothing will change', async () => {
  const { said, last } = watching([
    { structured: { lines: ['a runs', 'b waits'] } },
    { structured: { lines: ['a runs', 'b runs'] } },
    { structured: { lines: ['a ended', 'b runs'], over: true } },
  ]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await last).toMatchObject({ structured: { over: true } });
  expect(said).toEqual(['a runs', 'b waits', 'b runs', 'a ended']);
});

test('with a screen it draws the whole each time, and gives the screen back at the end', async () => {
  const drawn: string[] = [];
  const close = vi.fn();
  const screen = { draw: (text: string) => void drawn.push(text), close };
  const { said, last } = watching(
    [{ structured: { lines: ['one'] } }, { structured: { lines: ['two'], over: true } }],
    { screen },
  );
  await vi.advanceTimersByTimeAsync(1_000);
  await last;
  expect(drawn).toEqual(['one', 'two']);
  expect(said).toEqual([]);
  expect(close).toHaveBeenCalledOnce();
});

test('a person who leaves ends it, an error does too', async () => {
  const leave = new AbortController();
  const left = watching([{ structured: { lines: [] } }], { signal: leave.signal });
  await vi.advanceTimersByTimeAsync(2_500);
  leave.abort();
  expect(await left.last).toEqual({ structured: { lines: [] } });
  expect(left.asked()).toBe(3);
  const failed = watching([{ structured: {}, isError: true }]);
  expect(await failed.last).toMatchObject({ isError: true });
});

test('nothing to watch is said too', async () => {
  const { said, last } = watching([{ structured: { summary: 'No jobs.', lines: [], over: true } }]);
  await last;
  expect(said).toEqual(['No jobs.']);
});
