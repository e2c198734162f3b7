import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { setReviewStage } from './testing/review-stage.ts';
import { finding } from './testing/shop.ts';

test('a role that fails is told everywhere, holds back the approval, and its review is not taken for one of all', async () => {
  await using stage = await setReviewStage({
    scenario: {
      replies: [
        { match: { contains: 'Role: security' }, text: 'I would rather not.' },
        {
          match: { contains: 'Role: correctness' },
          json: { findings: [{ ...finding, priority: 3 }], summary: '' },
        },
        { match: { contains: 'Role: contract' }, json: { findings: [], summary: '' } },
      ],
    },
  });
  const client = await stage.start();
  const roles = ['correctness', 'security', 'contract'];
  const { structured, text, isError } = await client.call('review', { roles });
  expect(isError, text).toBe(false);
  expect(structured).toMatchObject({
    summary: expect.stringMatching(/^Needs attention: .*2 of 3 reviewers answered; the review is partial/),
    review: { verdict: 'needs_attention', coverage: { quorum: { asked: 3, answered: 2 } } },
    not_done: [{ what: 'reviewer security', why: expect.stringMatching(/^role_failed: output_invalid: /) }],
  });
  expect(text).toContain('role_failed: output_invalid');
  const { artifacts } = structured as unknown as { artifacts: { kind: string; path: string }[] };
  for (const kind of ['markdown', 'sarif']) {
    const report = readFileSync(artifacts.find((one) => one.kind === kind)?.path ?? '', 'utf8');
    expect(report, kind).toContain('reviewer security');
  }
  // The change is still to be seen by all.
  const again = await client.call('review', { roles: ['contract'], since_last: true });
  expect(again.structured).toMatchObject({
    review: { coverage: { hunks_sent: 1, hunks_total: 1 } },
    not_done: [{ what: 'since_last', why: expect.stringMatching(/^first_review: /) }],
  });
});
