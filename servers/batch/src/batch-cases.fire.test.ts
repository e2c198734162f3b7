import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { book, setBatchStage, shout } from './testing/batch-stage.ts';

const prompt = 'Say it louder: {{chunk}}';

test('an output that somebody edited is left alone, until force', async () => {
  await using stage = await setBatchStage({ reply: shout });
  const args = { source: 'edited.md', prompt, output_dir: 'edited' };
  await stage.put('edited.md', book(3));
  await stage.run(args);
  await stage.put('edited/2-Chapter-2.md', 'by hand');
  expect((await stage.run(args)).part).toMatchObject({ done: 0, skipped: 3 });
  await stage.put('edited.md', book(3).replace('chapter 2 says', 'chapter two says'));
  const kept = await stage.run(args);
  expect(kept.part).toMatchObject({ done: 0, skipped: 3 });
  expect(kept.notDone).toEqual([{ what: 'Chapter 2', why: expect.stringMatching(/^edited: it changed/) }]);
  expect(await stage.read('edited/2-Chapter-2.md')).toBe('by hand');
  expect((await stage.run({ ...args, force: true })).part).toMatchObject({ done: 1, skipped: 2 });
  expect(await stage.read('edited/2-Chapter-2.md')).toBe('SAID: CHAPTER TWO\n');
});

test('JSON by a schema is checked, repaired once, and an optional property may be missing', async () => {
  let asked = 0;
  await using own = await setBatchStage({
    reply: () => {
      asked += 1;
      return { json: asked === 1 ? { word: 5, note: null } : { word: 'yes', note: null } };
    },
  });
  await own.put('book.md', '# One\n\na\n');
  const schema = {
    type: 'object',
    properties: { word: { type: 'string' }, note: { type: 'string' } },
    required: ['word'],
  };
  const answer = await own.run({ source: 'book.md', prompt: 'A word.', schema });
  expect(answer.part).toMatchObject({ done: 1, failed: 0 });
  expect(JSON.parse(await own.read('codex-batch/book/1-book.json'))).toEqual({ word: 'yes' });
  expect((await own.manifest('codex-batch/book'))[0]).toMatchObject({ attempts: 2 });
  expect(own.emulator.violations).toEqual([]);
});

test('a list of what is defined elsewhere is asked for so that the backend takes it', async () => {
  await using own = await setBatchStage({
    reply: () => ({ json: { result: [{ word: 'yes', note: null }] } }),
  });
  await own.put('book.md', book(2));
  const schema = {
    type: 'array',
    items: { $ref: '#/$defs/Word' },
    $defs: {
      Word: {
        type: 'object',
        properties: { word: { type: 'string' }, note: { type: 'string', format: 'uri' } },
        required: ['word'],
      },
    },
  };
  const answer = await own.run({ source: 'book.md', prompt: 'A word.', schema });
  expect(answer.part).toMatchObject({ done: 2, failed: 0 });
  expect(JSON.parse(await own.read('codex-batch/book/1-Chapter-1.json'))).toEqual([{ word: 'yes' }]);
  expect((await own.manifest('codex-batch/book'))[0]).toMatchObject({ attempts: 1 });
  expect(own.emulator.violations).toEqual([]);
});

test('what all calls share comes first, is the same each time, and is paid for once', async () => {
  await using own = await setBatchStage({ reply: shout });
  await own.put(
    'book.md',
    book(5, (at) => `This is what chapter ${at} says. ${'And so on and on. '.repeat(200)}`),
  );
  await own.run({ source: 'book.md', prompt: 'Look at {{context}}, then at {{chunk}}', context: 'whole' });
  const inputs = own.emulator.modelRequests.map(
    ({ body }) => (body as { input: { content: { text: string }[] }[] }).input,
  );
  expect(new Set(inputs.map((input) => input[1]?.content[0]?.text)).size).toBe(1);
  expect(inputs[0]?.[2]?.content[0]?.text).toMatch(
    /^Look at the context in <data-[0-9a-f]{8}> above, then at <data-/,
  );
  const { input_tokens: input, cached_input_tokens: cached } = own.emulator.ledger;
  expect(cached / input).toBeGreaterThan(0.6);
});

test("the user's profile may allow a folder outside the workspace", async () => {
  await using own = await setBatchStage({ reply: shout });
  const outside = join(own.home, '..', 'outside');
  await mkdir(outside);
  await writeFile(join(outside, 'book.md'), book(2));
  const args = { source: join(outside, 'book.md'), prompt, output_dir: join(outside, 'out') };
  expect((await own.run(args)).text).toMatch(/outside the workspace/);
  await writeFile(join(own.home, 'profile.yaml'), JSON.stringify({ batch: { folders: [outside] } }));
  expect((await own.run(args)).part).toMatchObject({ done: 2, output_dir: join(outside, 'out') });
  await rm(outside, { recursive: true });
});
