import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { type ClaudeStage, setClaudeStage } from './claude-stage.ts';
import { plantedAnswer } from './planted-change.ts';
import { type PlannedCall, toolOf } from './scripted-calls.ts';
import { testInHost } from './test-in-host.ts';

const test = await testInHost('claude');

const count = 60;
const quotes = Array.from({ length: count }, (_, index) => `export const rate${index} = ${index} / 0;`);
/** Far enough from each other to be findings of their own, as are the words about them. */
const source = quotes
  .flatMap((quote) => [quote, ...Array<string>(20).fill('// The rate of a year.')])
  .join('\n');
const answer = {
  summary: 'Every rate is infinite.',
  findings: quotes.map((quote, index) => ({
    ...plantedAnswer.findings[0],
    title: `Rate ${index} divides by zero`,
    body: Array.from({ length: 200 }, (_, word) => `word${index * 1_000 + word}`).join(' '),
    file: 'rates.ts',
    quote,
  })),
};

let stage: ClaudeStage;
beforeAll(async () => {
  stage = await setClaudeStage({ emulator: { scenario: { replies: [{ json: answer }] } } });
  await writeFile(join(stage.repository, 'rates.ts'), source);
}, 400_000);
afterAll(() => stage?.close());

interface Page {
  readonly job: { readonly id: string };
  readonly review: { readonly findings: readonly { readonly title: string }[] };
  readonly page: { readonly number: number; readonly of: number };
}

/** What these calls bring to the model, each whole: the host neither cuts it nor saves it to a file. */
async function brought(...calls: readonly PlannedCall[]): Promise<readonly Page[]> {
  stage.plan(...calls);
  await stage.ask('Have my change reviewed, and read it all.');
  const answers = stage.answers();
  for (const shown of answers) expect(shown.length).toBeLessThanOrEqual(40_000);
  return answers.map((shown) => JSON.parse(shown));
}

const review: PlannedCall = {
  tool: toolOf('review', 'review'),
  input: { scope: 'working-tree', depth: 'quick', max_findings: 500, wait_seconds: 90 },
};
const newest: PlannedCall = { tool: toolOf('jobs', 'get_result'), input: { latest: 'review' } };

test('a review of 60 long findings reaches the model in pages that the host takes whole, and none is missing', async () => {
  const [cut, first] = await brought(review, newest);
  expect(cut?.review.findings.length).toBeLessThan(count);
  const of = first?.page.of ?? 0;
  expect(of).toBeGreaterThan(1);

  const numbers = Array.from({ length: of }, (_, index) => index + 1);
  const pages = await brought(
    ...numbers.map((page) => ({ ...newest, input: { job_id: cut?.job.id, page } })),
  );
  expect(pages.map(({ page }) => page)).toEqual(numbers.map((number) => ({ number, of })));
  const titles = pages.flatMap((one) => one.review.findings.map(({ title }) => title));
  expect(titles.sort()).toEqual(answer.findings.map(({ title }) => title).sort());
});
