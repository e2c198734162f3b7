import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { toChunks } from '../batch/chunk.ts';
import { type BatchRun, runBatch } from '../run-batch.ts';
import { contentHash } from './content-hash.ts';
import { openJournal, readManifest, toLine } from './manifest.ts';
import { outputNames } from './output-names.ts';
import { ownFileNames } from './own-files.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-pro-moving-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs a batch of these texts; what it asks for is added to `asked`. */
async function run(texts: readonly string[], asked: string[], given: Partial<BatchRun> = {}) {
  const chunks = toChunks(texts.map((text, at) => ({ name: `row ${at + 1}`, text, fields: {} })));
  return runBatch({
    jobId: `bat-${asked.length}`,
    chunks,
    prompt: '{{chunk}}',
    context: 'none',
    sharedContext: null,
    schema: null,
    outputDir: folder,
    files: outputNames('{{index}}.md', chunks),
    combine: null,
    concurrency: 2,
    force: false,
    sample: null,
    only: null,
    patientUntil: null,
    engine: {
      identity: { model: 'gpt-5.5', effort: null, tier: null },
      async ask({ own }) {
        const text = /text \w+/.exec(own)?.[0] ?? '';
        asked.push(text);
        return `out of ${text}\n`;
      },
    },
    budget: { usd: null, tokens: null },
    goesOn: false,
    isRunning: async () => false,
    usage: () => ({
      requests: 0,
      attempts: 0,
      input_tokens: 0,
      cached_input_tokens: 0,
      output_tokens: 0,
      reasoning_tokens: 0,
      cost_usd: null,
      cost_note: '',
    }),
    progress: () => undefined,
    signal: new AbortController().signal,
    ...given,
  });
}

async function outputs(): Promise<Record<string, string>> {
  const names = (await readdir(folder)).filter(
    (name) => !name.startsWith('.') && !ownFileNames.includes(name),
  );
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')])),
  );
}

test('an edited output goes with its chunk to its new name, and nothing is written over it', async () => {
  const asked: string[] = [];
  await run(['text a', 'text b'], asked);
  await writeFile(join(folder, '2.md'), 'by hand');
  const { part, notDone } = await run(['text n', 'text a', 'text b'], asked);
  expect(part).toMatchObject({ done: 1, skipped: 2 });
  expect(notDone).toEqual([{ what: 'row 3', why: expect.stringMatching(/^edited: /) }]);
  expect(await outputs()).toEqual({
    '1.md': 'out of text n\n',
    '2.md': 'out of text a\n',
    '3.md': 'by hand',
  });
  expect(asked).toEqual(['text a', 'text b', 'text n']);
});

test('a kill in the middle of a move loses neither what was edited nor what was paid for', async () => {
  const asked: string[] = [];
  await run(['text a', 'text b'], asked);
  await writeFile(join(folder, '2.md'), 'by hand');
  // As a worker leaves it that was killed when both had their new names, and the manifest did not say so yet.
  const [a, b] = [...(await readManifest(folder)).values()];
  if (a === undefined || b === undefined) throw new Error('The manifest has two records.');
  const journal = openJournal(folder);
  journal.add(toLine({ ...b, state: 'kept', file: '3.md', edited: contentHash('by hand') }));
  journal.add(toLine({ ...a, file: '2.md' }));
  journal.close();
  await rename(join(folder, '2.md'), join(folder, '3.md'));
  await rename(join(folder, '1.md'), join(folder, '2.md'));
  const { part } = await run(['text n', 'text a', 'text b'], asked);
  expect(part).toMatchObject({ done: 1, skipped: 2 });
  expect(await outputs()).toEqual({
    '1.md': 'out of text n\n',
    '2.md': 'out of text a\n',
    '3.md': 'by hand',
  });
  expect(asked).toEqual(['text a', 'text b', 'text n']);
});

test("an output does not move onto a file of somebody's own, nor another onto it", async () => {
  const asked: string[] = [];
  await run(['text a'], asked);
  await writeFile(join(folder, '2.md'), 'mine');
  const { part, notDone } = await run(['text n', 'text a'], asked);
  expect(part).toMatchObject({ done: 0, skipped: 2 });
  expect(notDone).toEqual([{ what: 'row 1', why: expect.stringMatching(/^edited: |^exists: /) }]);
  expect(await outputs()).toEqual({ '1.md': 'out of text a\n', '2.md': 'mine' });
});

test('whatever rows come, go, move and are edited: nothing of the user is lost, nothing is asked for twice', async () => {
  const step = fc.record({
    rows: fc.uniqueArray(fc.constantFrom(...'abcdefg'), { minLength: 1, maxLength: 6 }),
    edit: fc.option(fc.nat({ max: 6 }), { nil: null }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 5 }), async (steps) => {
      await rm(folder, { recursive: true, force: true });
      const asked: string[] = [];
      const edits = new Set<string>();
      for (const [at, { rows, edit }] of steps.entries()) {
        const before = await outputs().catch(() => ({}) as Record<string, string>);
        const sent = asked.length;
        const { part } = await run(
          rows.map((row) => `text ${row}`),
          asked,
        );
        expect(part).toMatchObject({ failed: 0, remaining: 0, total: rows.length });
        const after = await outputs();
        for (const mine of edits) expect(Object.values(after)).toContain(mine);
        const texts = Object.values(before).filter((text) =>
          rows.some((row) => text === `out of text ${row}\n`),
        );
        for (const text of texts) expect(Object.values(after)).toContain(text);
        for (const text of asked.slice(sent)) expect(texts).not.toContain(`out of ${text}\n`);
        const names = Object.keys(after);
        const name = edit === null ? undefined : names[edit % names.length];
        if (name === undefined) continue;
        // An edit upon an edit is the user's own doing.
        edits.delete(after[name] ?? '');
        edits.add(`edit ${at}`);
        await writeFile(join(folder, name), `edit ${at}`);
      }
    }),
    { numRuns: 30 },
  );
});

test('a folder that takes no more output ends it as not_configured, with what is done', async () => {
  const asked: string[] = [];
  const texts = ['text a', 'text b'];
  const { part, error, notDone } = await run(texts, asked, {
    files: ['x/1.md', 'y/2.md'],
    concurrency: 1,
    engine: {
      identity: { model: 'gpt-5.5', effort: null, tier: null },
      async ask() {
        if (asked.push('one') === 2) await writeFile(join(folder, 'y'), 'in the way');
        return 'out\n';
      },
    },
  });
  expect(part).toMatchObject({ total: 2, done: 1, failed: 0, remaining: 1 });
  expect(error).toMatchObject({ code: 'not_configured', message: expect.stringContaining(folder) });
  expect(notDone.map(({ what }) => what)).toEqual(['row 2']);
  await rm(join(folder, 'y'));
  const again: string[] = [];
  expect((await run(texts, again, { jobId: 'bat-later', files: ['x/1.md', 'y/2.md'] })).part).toMatchObject({
    done: 1,
    skipped: 1,
  });
  expect(again).toEqual(['text b']);
});
