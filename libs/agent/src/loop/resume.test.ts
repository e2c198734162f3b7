import type { ModelCall } from '@codex-pro/codex';
import { CancelledError } from '@codex-pro/runtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loopForTests, noteTool, type TestAnswer } from '../testing/loop-for-tests.ts';
import { memoryTranscript } from '../testing/memory-transcript.ts';
import { functionCall, type ScriptedAnswer, scriptedModel } from '../testing/scripted-model.ts';
import type { TranscriptEntry } from '../transcript/entry.ts';
import { readTranscript } from '../transcript/read-transcript.ts';
import type { LoopEvent, LoopOptions } from './loop-options.ts';
import { runLoop } from './run-loop.ts';

/** What a turn calls: acts (with effects) and looks, some of which fail. */
const turn = fc.array(fc.constantFrom('act', 'look', 'act fail', 'unknown'), { minLength: 1, maxLength: 4 });
const plan = fc.array(turn, { minLength: 1, maxLength: 4 });
type Plan = readonly (readonly string[])[];

/** A model that follows the plan by what it has been told, so that a resumed loop is asked for what comes next. */
function modelOf(turns: Plan) {
  return scriptedModel((call: ModelCall): ScriptedAnswer => {
    const done = new Set(
      call.input.flatMap((item) =>
        item.type === 'function_call' ? [String(item['call_id']).split('.')[0]] : [],
      ),
    );
    const next = turns[done.size];
    if (next === undefined) return { text: '{"summary":"done"}' };
    return {
      items: next.map((wish, index) => {
        const [name = '', fail = ''] = wish.split(' ');
        const id = `${done.size}.${index}`;
        return functionCall(id, name, { text: `${fail}${id}` });
      }),
    };
  });
}

interface Run {
  readonly entries: readonly TranscriptEntry[];
  /** Texts of the calls with effects, as often as each ended. */
  readonly acted: readonly string[];
  readonly events: readonly LoopEvent[];
  readonly outcome: unknown;
}

/** Runs until the end, or until `stopAfter` lines were written: then the worker is gone. */
async function run(
  turns: Plan,
  entries: readonly TranscriptEntry[],
  stopAfter = Number.POSITIVE_INFINITY,
): Promise<Run> {
  const acted: string[] = [];
  const events: LoopEvent[] = [];
  const transcript = memoryTranscript(entries);
  const options: LoopOptions<TestAnswer> = loopForTests([], {
    model: modelOf(turns),
    tools: [noteTool('act', 'some', acted), noteTool('look', 'none', [])],
    transcript: {
      entries,
      async append(...added) {
        if (transcript.all.length - entries.length >= stopAfter) throw new CancelledError('killed');
        await transcript.append(...added);
      },
    },
    onEvent: (event) => events.push(event),
  });
  const outcome = await runLoop(options).catch((error: unknown) => error);
  return { entries: transcript.all, acted, events, outcome };
}

const wholeOf = (entries: readonly TranscriptEntry[]) => entries.filter((entry) => entry.type !== 'resume');

test('cut at any line, a loop ends as it would have, and no call with effects that has an output runs twice', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async (turns) => {
      const whole = await run(turns, []);
      expect(whole.outcome).toMatchObject({ end: { type: 'answered' } });
      for (let cut = 0; cut <= whole.entries.length; cut += 1) {
        const before = whole.entries.slice(0, cut);
        const answered = new Set(before.flatMap((entry) => (entry.type === 'output' ? [entry.callId] : [])));
        const begun = before.flatMap((entry) =>
          entry.type === 'call' && !answered.has(entry.callId) ? [entry.callId] : [],
        );
        const resumed = await run(turns, before);
        expect(resumed.outcome).toMatchObject({ end: { type: 'answered' }, turns: turns.length + 1 });
        const ids = resumed.acted.map((text) => text.replace('fail', ''));
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) expect(answered.has(id) || begun.includes(id)).toBe(false);
        // What was running is told to the model, and to people.
        const told = resumed.entries.filter(
          (entry) => entry.type === 'output' && entry.failure === 'interrupted',
        );
        expect(told.map((entry) => ('callId' in entry ? entry.callId : ''))).toEqual(begun);
        if (cut === 0) continue;
        const event = resumed.events.find((each) => each.type === 'resumed');
        expect(event).toMatchObject({ interrupted: begun.map(() => 'act') });
        if (begun.length === 0) {
          const strip = (entries: readonly TranscriptEntry[]) =>
            JSON.stringify(wholeOf(entries).map(withoutIds));
          expect(strip(resumed.entries)).toBe(strip(whole.entries));
        }
      }
    }),
    { numRuns: 25 },
  );
});

test('cut at any byte, the lines that are whole decide', async () => {
  const turns = [['act', 'look'], ['act']];
  const whole = await run(turns, []);
  const bytes = Buffer.from(whole.entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  for (let cut = 0; cut <= bytes.length; cut += 97) {
    const resumed = await run(turns, readTranscript(bytes.subarray(0, cut)).entries);
    expect(resumed.outcome).toMatchObject({ end: { type: 'answered', value: { summary: 'done' } } });
  }
});

test('killed again and again, it still ends, and does nothing twice', async () => {
  await fc.assert(
    fc.asyncProperty(
      plan,
      fc.array(fc.integer({ min: 2, max: 4 }), { minLength: 30, maxLength: 30 }),
      async (turns, lives) => {
        let entries: readonly TranscriptEntry[] = [];
        const acted: string[] = [];
        for (const life of lives) {
          const one = await run(turns, entries, life);
          entries = one.entries;
          acted.push(...one.acted);
          if (!(one.outcome instanceof Error)) break;
        }
        expect(new Set(acted).size).toBe(acted.length);
        const last = await run(turns, entries);
        expect(last.outcome).toMatchObject({ end: { type: 'answered' } });
      },
    ),
    { numRuns: 50 },
  );
});

test('what was spent before counts', async () => {
  const whole = await run([['act']], []);
  const resumed = await run([['act']], whole.entries.slice(0, -1));
  expect(resumed.outcome).toMatchObject({ spent: { tokens: 220, usd: 0.02 } });
});

test('a loop that had ended gives its end again, without a request', async () => {
  const whole = await run([['act']], []);
  const again = await run([['act']], whole.entries);
  expect(again.outcome).toMatchObject({ end: { type: 'answered' }, turns: 2 });
  expect(again.events.some((event) => event.type === 'turn')).toBe(false);
});

/** Ids of outputs are random, and time goes on. */
function withoutIds(entry: TranscriptEntry): unknown {
  if (entry.type === 'begin') return { ...entry, at: '' };
  if (entry.type === 'answer') return { ...entry, spent: { ...entry.spent, ms: 0, usd: 0 } };
  return entry.type === 'output' ? { ...entry, item: { ...entry.item, id: '' } } : entry;
}
