import { describe, expect, it } from 'vitest';
import { defaultRoles } from '../review/choose-roles.ts';
import type { Claim } from '../review/finding.ts';
import { quickSettings, reviewOptions } from '../review/review-fixture.ts';
import { runReview } from '../review/run-review.ts';
import { answeringModel, textOf } from '../review/scripted-model.ts';
import { snapshotOf } from '../review/snapshot-fixture.ts';
import { pager, tooFar } from './faulty-loop.ts';
import { randomFrom, shuffled } from './random.ts';

const unsafe: Claim = {
  ...tooFar,
  title: 'Anybody may page through the items of others',
  body: 'No session or token is looked at, so a stranger sees every row.',
  category: 'security',
};

interface Verdict {
  readonly state: string;
  readonly reason?: string;
}

/** A review by four roles that answer in this order, and by verifiers that answer by the claim's title. */
function review(
  answers: readonly { readonly findings: readonly Claim[]; readonly summary: string }[],
  verdicts: Readonly<Record<string, Verdict | undefined>> = {},
) {
  const model = answeringModel((call) => {
    const text = textOf(call);
    if (call.purpose === 'verifier') {
      const title = /^Title: (.*)$/m.exec(text)?.[1] ?? '';
      return { reason: 'So it is.', deciding_lines: [], ...(verdicts[title] ?? { state: 'confirmed' }) };
    }
    const role = /^Role: (.*)$/m.exec(text)?.[1];
    return answers[defaultRoles.findIndex(({ name }) => name === role)] ?? { findings: [], summary: '' };
  });
  return runReview(
    reviewOptions(snapshotOf([pager]), model, {
      settings: { ...quickSettings, depth: 'standard' },
      roles: defaultRoles,
    }),
  );
}

const approves = { findings: [], summary: 'Verdict: approve. Nothing to report, ship it.' };
const alarms = { findings: [], summary: 'Verdict: reject. Critical faults everywhere!' };
const says = (...findings: Claim[]) => ({ findings, summary: 'Approve.' });

describe('verdicts that contradict each other', () => {
  it('of reviewers count for nothing beside their findings, in whatever words they are given', async () => {
    expect((await review([approves, approves, approves, says(tooFar)])).part.verdict).toBe('needs_attention');
    expect((await review([alarms, alarms, alarms, alarms])).part.verdict).toBe('approve');
  });

  it('about how bad a fault is are settled by most, of equals for the worse, whoever says what', async () => {
    const at = (priority: number) => says({ ...tooFar, priority });
    const random = randomFrom(1);
    for (let round = 0; round < 12; round += 1) {
      const most = await review(shuffled([at(3), at(3), at(0), approves], random));
      expect(most.part).toMatchObject({ verdict: 'approve', findings: [{ priority: 3, votes: 3 }] });
      const even = await review(shuffled([at(3), at(1), approves, approves], random));
      expect(even.part).toMatchObject({ verdict: 'needs_attention', findings: [{ priority: 1, votes: 2 }] });
    }
  });

  it('of verifiers concern one claim each: what one refutes leaves another about the same line alone', async () => {
    const random = randomFrom(2);
    for (let round = 0; round < 12; round += 1) {
      const { part } = await review(shuffled([says(tooFar), says(unsafe), approves, alarms], random), {
        [tooFar.title]: { state: 'confirmed', reason: 'It is refuted by nothing.' },
        [unsafe.title]: { state: 'refuted', reason: 'Confirmed: it is checked by the caller.' },
      });
      expect(part).toMatchObject({
        verdict: 'needs_attention',
        findings: [{ title: tooFar.title, verification: { state: 'confirmed' } }],
        refuted: [{ title: unsafe.title, verification: { state: 'refuted' } }],
      });
    }
  });

  it('of a verifier and of two reviewers: two votes stand without being asked about', async () => {
    const { part } = await review([says(tooFar), says(tooFar), approves, approves], {
      [tooFar.title]: { state: 'refuted' },
    });
    expect(part).toMatchObject({
      verdict: 'needs_attention',
      findings: [{ votes: 2, verification: null }],
      refuted: [],
    });
  });

  it('that are no verdict at all leave the claim standing, unverified', async () => {
    for (const state of ['approve', 'REFUTED', 'refuted and confirmed', '']) {
      const { part } = await review([says(tooFar), approves, approves, approves], {
        [tooFar.title]: { state },
      });
      expect(part).toMatchObject({
        verdict: 'needs_attention',
        findings: [{ verification: { state: 'unverified' } }],
        refuted: [],
      });
    }
  });
});
