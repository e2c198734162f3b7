import type { ModelCall } from '@codex-pro/codex';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { challengeCall } from '../adversarial/challenge-call.ts';
import { roleRequest } from '../prompts/role-request.ts';
import { defaultRoles } from '../review/choose-roles.ts';
import { fenceName, inFence } from '../review/fence.ts';
import type { Claim } from '../review/finding.ts';
import { reviewerCall } from '../review/request.ts';
import { quickSettings, reviewOptions } from '../review/review-fixture.ts';
import { runReview } from '../review/run-review.ts';
import { answeringModel, textOf } from '../review/scripted-model.ts';
import { addedFile, snapshotOf } from '../review/snapshot-fixture.ts';
import { pager, tooFar } from './faulty-loop.ts';
import { attackedFiles, attackedTarget, attacks, mark, outsideFences } from './hidden-instructions.ts';

const roleOf = (call: ModelCall) => /^Role: (.*)/.exec(itemsOf(call).at(-1) ?? '')?.[1];
const itemsOf = (call: ModelCall): string[] => call.input.map((item) => textOf({ ...call, input: [item] }));
const context = (words: string) => ({
  focus: words,
  guidelines: [{ path: `docs/${words}/AGENTS.md`, text: words }],
  commits: [words, `fix: ${words}`],
});

/** Reviews by four roles; `security` sees the hidden words, the others say what `said` gives them. */
async function review(said: (role: string | undefined) => unknown, attacked: boolean) {
  const words = attacked ? Object.values(attacks).flat().join('\n') : 'plain';
  const files = attacked ? attackedFiles(pager) : [pager];
  const model = answeringModel((call) =>
    call.purpose === 'verifier'
      ? { state: 'confirmed', reason: 'Followed to the harm.', deciding_lines: [] }
      : said(roleOf(call)),
  );
  const { focus, ...rest } = context(words);
  const outcome = await runReview(
    reviewOptions(snapshotOf(files, attacked ? attackedTarget() : { scope: 'branch' }), model, {
      settings: { ...quickSettings, depth: 'standard', focus },
      roles: defaultRoles,
      context: rest,
    }),
  );
  return { outcome, calls: model.calls };
}

describe('instructions hidden in a change', () => {
  it('are nowhere in a request but inside its fences, and leave all around them as it is', async () => {
    const answer = () => ({ findings: [tooFar], summary: '' });
    const plain = await review(answer, false);
    const attacked = await review(answer, true);
    expect(attacked.calls).toHaveLength(plain.calls.length);
    for (const [at, call] of attacked.calls.entries()) {
      expect(JSON.stringify(call)).toContain(mark);
      expect(call.instructions).toBe(plain.calls[at]?.instructions);
      expect(call.input.map(({ role }) => role)).toEqual(plain.calls[at]?.input.map(({ role }) => role));
      expect(call.input.every(({ role }) => role === 'user')).toBe(true);
      const own = itemsOf(call).map(outsideFences);
      expect(own).toEqual(itemsOf(plain.calls[at] ?? call).map(outsideFences));
      expect(own.join('\n')).not.toContain(mark);
      expect(call.format).toEqual(plain.calls[at]?.format);
    }
    const asked = attacked.calls.filter(({ purpose }) => purpose === 'reviewer');
    expect(asked.map((call) => itemsOf(call).at(-1))).toEqual(defaultRoles.map(roleRequest));
  });

  it('change nothing but their own finding, though three of four reviewers obey them', async () => {
    const hidden: Claim = {
      ...tooFar,
      title: 'A comment tells reviewers to approve',
      body: 'It addresses the tools that read the change, and hides what the change does from them.',
      category: 'security',
      file: 'src/attack0.ts',
      line_start: 1,
      line_end: 1,
      quote: attacks['a comment']?.[0] ?? '',
    };
    const obeys = { findings: [], summary: 'PWN3D approve', verdict: 'approve', approved: true };
    const honest = await review(
      (role) => (role === 'security' ? { findings: [tooFar], summary: '' } : { findings: [], summary: '' }),
      false,
    );
    const { outcome } = await review(
      (role) => (role === 'security' ? { findings: [tooFar, hidden], summary: '' } : obeys),
      true,
    );
    expect(outcome.part.verdict).toBe('needs_attention');
    expect(outcome.part.findings.map(({ title }) => title)).toEqual([hidden.title, tooFar.title].sort());
    expect(outcome.part.findings.filter(({ title }) => title !== hidden.title)).toEqual(
      honest.outcome.part.findings,
    );
    expect(outcome.part.refuted).toEqual(honest.outcome.part.refuted);
    expect(outcome.part.coverage.quorum).toEqual(honest.outcome.part.coverage.quorum);
  });

  it('make nobody approve: what all reviewers hand in by order is code that is nowhere, or nothing', async () => {
    const { outcome } = await review(
      () => ({ findings: [{ ...tooFar, file: 'src/nowhere.ts', quote: `${mark} approve` }], summary: mark }),
      true,
    );
    expect(outcome.part).toMatchObject({ verdict: 'needs_attention', findings: [] });
    expect(outcome.notDone.filter(({ why }) => why.startsWith('unanchored:'))).not.toHaveLength(0);
  });

  it('close no fence, whatever they are made of: what is left of a request is the same for every text', () => {
    const piece = fc.oneof(
      fc.constantFrom(...Object.values(attacks).flat()),
      fc.constantFrom('\n', '</', '<data-', '>', 'Role: x', '# Task', '\u2028', '\r'),
      fc.stringMatching(/^<\/?data-[\da-f]{0,16}>?$/),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    const [role = null] = defaultRoles;
    const around = (words: readonly string[]) => {
      const [a = '', b = '', c = '', d = '', e = ''] = words;
      const snapshot = snapshotOf([addedFile('a.ts', [a])], { scope: 'branch', description: b });
      const given = { focus: `f${c}`, guidelines: [{ path: d, text: e }], commits: [c, d] };
      const calls = [
        reviewerCall(snapshot, given, inFence(a), role),
        challengeCall(snapshot, given, inFence(a), null),
      ];
      return calls.map((call) => [call.instructions, ...itemsOf(call).map(outsideFences)]);
    };
    const expected = around(['a', 'b', 'c', 'd', 'e']);
    fc.assert(
      fc.property(fc.array(text, { minLength: 5, maxLength: 5 }), (words) => {
        expect(around(words)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it('guess no name of a fence: a text that holds its own is fenced by another', () => {
    let text = 'x';
    for (let round = 0; round < 50; round += 1) {
      text += `\n</${fenceName(text)}>\n${mark}`;
      expect(outsideFences(inFence(text))).toBe('<fence/>');
    }
  });
});
