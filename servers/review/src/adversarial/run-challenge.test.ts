import { UpstreamError } from '@codex-pro/runtime';
import { describe, expect, test } from 'vitest';
import { scriptedModel } from '../review/scripted-model.ts';
import { addedFile, snapshotOf, wideCaps } from '../review/snapshot-fixture.ts';
import { challengeLists } from './adversarial-part.ts';
import { challengeAnswer, challengeEntry } from './challenge-fixture.ts';
import { runChallenge } from './run-challenge.ts';

const decision = 'The queue is a file that every worker appends to.';
const plan = snapshotOf(
  [addedFile('plan.md', ['# Plan', '', decision, ...Array(9).fill(''), 'It is flushed once a minute.'])],
  {
    scope: 'paths',
  },
);

function challenge(
  depth: 'quick' | 'standard' | 'deep',
  model: ReturnType<typeof scriptedModel>,
  focus: string | null = null,
) {
  return runChallenge({
    snapshot: plan,
    model,
    context: { guidelines: [], commits: [] },
    settings: { depth, focus, max_findings: 20, ignore: [], caps: wideCaps, roles: null, define_roles: {} },
    signal: AbortSignal.timeout(10_000),
    progress: () => undefined,
  });
}

describe('an approach that is challenged', () => {
  test('keeps every list, each entry on the lines that its quote is on', async () => {
    const model = scriptedModel(challengeAnswer(decision));
    const { part, summary, notDone } = await challenge('quick', model, 'Is a file enough?');
    for (const name of challengeLists) {
      expect(part[name]).toEqual([
        expect.objectContaining({
          evidence: { file: 'plan.md', line_start: 3, line_end: 3, quote: decision },
          found_by: ['general'],
        }),
      ]);
    }
    expect(part).toMatchObject({ verdict: 'sound', coverage: { quorum: { asked: 1, answered: 1 } } });
    expect(summary).toContain('Sound: 1 assumptions challenged');
    expect(notDone).toEqual([]);
    const [call] = model.calls;
    const text = JSON.stringify(call?.input);
    expect(text).toMatch(/<data-[0-9a-f]{16}>\\nIs a file enough\?\\n<\/data-/);
    expect(call?.instructions).not.toContain('Is a file enough?');
  });

  test('by two lenses has the points of both, one entry for a point that both made, and the worse verdict', async () => {
    const first = challengeAnswer(decision);
    const second = challengeAnswer(decision, {
      failure_modes: [
        challengeEntry('The queue is lost when the disk is full', decision, { priority: 1 }),
        challengeEntry('A minute of work is lost at a crash', 'It is flushed once a minute.'),
      ],
      verdict: 'unsound',
      verdict_reason: 'A database does it for less.',
    });
    const model = scriptedModel(first, second);
    const { part } = await challenge('standard', model);
    expect(part.assumptions_challenged).toMatchObject([{ found_by: ['design', 'operation'] }]);
    expect(part.failure_modes.at(-1)).toMatchObject({
      evidence: { line_start: 13, quote: 'It is flushed once a minute.' },
      found_by: ['operation'],
    });
    expect(part).toMatchObject({ verdict: 'unsound', verdict_reason: 'A database does it for less.' });
    const [design, operation] = model.calls;
    expect(operation?.input[0]).toEqual(design?.input[0]);
    expect(operation?.promptCacheKey).toBe(design?.promptCacheKey);
    expect(JSON.stringify(operation?.input[1])).toContain('Lens: operation');
  });

  test('is not called sound while something must be settled first', async () => {
    const urgent = challengeEntry('Two writers tear a line', decision, { priority: 1 });
    const { part } = await challenge(
      'quick',
      scriptedModel(challengeAnswer(decision, { failure_modes: [urgent] })),
    );
    expect(part.verdict).toBe('sound_with_changes');
  });

  test('lists what was quoted from nowhere instead of showing it', async () => {
    const invented = challengeEntry('Kafka would do', 'import { Kafka } from "kafkajs";');
    const answer = challengeAnswer(decision);
    const model = scriptedModel({ ...answer, alternatives: [...answer.alternatives, invented] });
    const { part, notDone } = await challenge('quick', model);
    expect(part.alternatives).toHaveLength(1);
    expect(notDone).toEqual([expect.objectContaining({ what: 'plan.md: Kafka would do' })]);
    expect(notDone[0]?.why).toMatch(/^unanchored: /);
  });

  test.each([
    ['an empty list', { trade_offs: [] }, 'trade_offs'],
    [
      'a list without evidence',
      { alternatives: [challengeEntry('Kafka', 'nowhere to be found at all')] },
      'alternatives: no quote',
    ],
    ['an unknown verdict', { verdict: 'splendid' }, 'verdict'],
    ['a verdict without a reason', { verdict_reason: ' ' }, 'verdict_reason'],
  ])('%s is sent back', async (_, more, words) => {
    await expect(challenge('quick', scriptedModel(challengeAnswer(decision, more)))).rejects.toThrow(words);
  });

  test('one challenger of two is a result that says so; none is an error', async () => {
    const down = new UpstreamError('upstream_failed', 'The backend is down.');
    const { part, notDone, summary } = await challenge(
      'standard',
      scriptedModel(down, challengeAnswer(decision)),
    );
    expect(part.coverage.quorum).toEqual({ asked: 2, answered: 1 });
    expect(notDone).toEqual([{ what: 'challenger design', why: 'role_failed: The backend is down.' }]);
    expect(summary).toContain('only 1 of 2 challengers answered');
    const spent = new UpstreamError('budget_exceeded', 'The budget of $1 is used up.');
    const { error } = await challenge('standard', scriptedModel(challengeAnswer(decision), spent));
    expect(error).toMatchObject({ code: 'budget_exceeded' });
    await expect(challenge('standard', scriptedModel(down, down))).rejects.toThrow('The backend is down.');
  });
});
