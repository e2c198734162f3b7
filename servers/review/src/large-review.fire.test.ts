import { expect, onTestFinished, test } from 'vitest';
import { setReviewStage } from './testing/review-stage.ts';

type Files = Readonly<Record<string, string>>;

/** A change from one set of files to another, a cap, and a backend that finds nothing. */
async function openStage(before: Files, after: Files, cap: string) {
  const stage = await setReviewStage(
    { record: 'heads', scenario: { replies: [{ json: { findings: [], summary: 'Numbers.' } }] } },
    { 'README.md': 'Shop.\n', ...before },
    after,
  );
  onTestFinished(() => stage[Symbol.asyncDispose]());
  stage.profile(`review: {caps: {total: ${cap}}}\n`);
  const client = await stage.start();
  const review = async (): Promise<unknown> => {
    const answer = await client.call('review', { wait_seconds: 100 }, { timeoutMs: 110_000 });
    expect(answer, answer.text.slice(0, 500)).toMatchObject({ isError: false });
    return answer.structured;
  };
  return { review, emulator: stage.emulator };
}

const lines = (file: number, count: number, word: string): string =>
  Array.from({ length: count }, (_, line) =>
    line % 12 === 0
      ? `export function ${word}${file}x${line}(input) {\n`
      : `  ${word}(${file}, ${line}, compute(input));\n`,
  ).join('');

/** 300 files of so many lines each. */
const files = (count: number, word: string): Files =>
  Object.fromEntries(
    Array.from({ length: 300 }, (_, file) => [`src/m${file % 20}/f${file}.ts`, lines(file, count, word)]),
  );

test('a change of 300 files and 20,000 lines is reviewed whole', async () => {
  const { review, emulator } = await openStage(files(34, 'before'), files(34, 'after'), '8mb');
  expect(await review()).toMatchObject({
    review: {
      verdict: 'approve',
      coverage: { files_sent: 300, files_total: 300, quorum: { asked: 4, answered: 4 } },
    },
    not_done: [],
  });
  expect(emulator.violations).toEqual([]);
});

test('300 new files of 20 kB are reviewed in parts', async () => {
  const { review, emulator } = await openStage({}, files(580, 'value'), '8mb');
  expect(await review()).toMatchObject({
    review: { coverage: { files_sent: 300, quorum: { asked: 4, answered: 4 } } },
    error: null,
  });
  expect(emulator.ledger.requests).toBeGreaterThan(8);
  expect(emulator.violations).toEqual([]);
});

test('what is over the cap of a review is listed, and the rest reviewed', async () => {
  const { review } = await openStage({}, files(580, 'value'), '2mb');
  const { review: part, not_done: notDone } = (await review()) as {
    review: { verdict: string; coverage: { files_sent: number } };
    not_done: { what: string; why: string }[];
  };
  expect(part.verdict).toBe('needs_attention');
  const { files_sent: sent } = part.coverage;
  expect(sent).toBeGreaterThan(80);
  const listed = notDone.filter(({ why }) => /^too_large: .*caps\.total\)/.test(why));
  expect(listed).toHaveLength(300 - sent);
});
