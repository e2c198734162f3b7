import type { ClientAnswer } from '@codex-pro/mcp';
import { expect, test } from 'vitest';
import { artifactPath, checkOutcome } from './check-outcome.ts';
import { recordedAnswer } from './recorded-replies.ts';

const [injection, pastTheEnd, lostPromise, madeUp] = recordedAnswer.findings;

function answer(findings: readonly object[], notDone: readonly object[], isError = false): ClientAnswer {
  const structured = {
    review: { findings: findings.map((each) => ({ votes: 2, patch: '…', ...each })), refuted: [{}] },
    not_done: notDone,
    artifacts: [{ kind: 'markdown', path: '/r.md' }],
  };
  return { isError, text: 'the text', structured };
}

const found = [injection, { ...pastTheEnd, line_start: 9 }, { ...lostPromise, line_start: 9 }];
const kept = [{ what: 'src/refund.ts', why: 'unanchored: the code is nowhere.' }];

test('three found, two of them moved, one kept out: as it should be', () => {
  expect(checkOutcome(answer(found, kept))).toEqual({
    found: 3,
    moved: 2,
    consensus: 3,
    refuted: 1,
    patched: 3,
    unanchored: 1,
    complaint: null,
  });
});

test('a bug that was not found is a complaint', () => {
  expect(checkOutcome(answer(found.slice(1), kept)).complaint).toBe('2 of 3 planted bugs were found.');
});

test('a made-up claim among the findings is a complaint', () => {
  expect(checkOutcome(answer([...found, madeUp], [])).complaint).toContain('not told apart');
});

test('a single vote of four reviewers and a missing patch are complaints', () => {
  const [first, ...others] = found;
  expect(checkOutcome(answer([{ ...first, votes: 1 }, ...others], kept)).complaint).toContain('two votes');
  expect(checkOutcome(answer([{ ...first, votes: 1 }, ...others], kept), 'one').complaint).toBeNull();
  expect(checkOutcome(answer([{ ...first, patch: null }, ...others], kept)).complaint).toContain('a patch');
});

test('an error is a complaint in its own words', () => {
  expect(checkOutcome(answer([], [], true)).complaint).toBe('the text');
});

test('an artifact is found by its kind', () => {
  expect(artifactPath(answer([], []), 'markdown')).toBe('/r.md');
  expect(artifactPath(answer([], []), 'sarif')).toBeUndefined();
});
