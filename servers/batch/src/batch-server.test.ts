import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { chmod, mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BatchStage, book, setBatchStage, shout } from './testing/batch-stage.ts';
import { batchInput } from './tools/batch-arguments.ts';

let stage: BatchStage;
beforeAll(async () => {
  stage = await setBatchStage({ reply: shout });
  await stage.put('book.md', book(4));
});
afterAll(() => stage[Symbol.asyncDispose]());

const prompt = 'Say it louder: {{chunk}}';

describe('the batch server', () => {
  test('lists three tools that hosts can show whole', async () => {
    const tools = await stage.client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['plan_batch', 'run_batch', 'retry_batch']);
    for (const { description, inputSchema } of tools) {
      expect(Buffer.byteLength(description ?? '')).toBeLessThan(4_000);
      const { properties } = inputSchema as { properties: Record<string, { description?: string }> };
      for (const [name, { description: words }] of Object.entries(properties))
        expect(words, name).toBeTruthy();
    }
    expect(Buffer.byteLength(stage.client.instructions ?? '')).toBeLessThan(4_000);
  });

  test('runs a prompt over each chapter: outputs, manifest, report and the envelope agree', async () => {
    const answer = await stage.run({ source: 'book.md', prompt, combine: 'all.md' });
    expect(answer).toMatchObject({ isError: false, state: 'succeeded', notDone: [] });
    const folder = 'codex-batch/book';
    expect(answer.part).toEqual({
      total: 4,
      done: 4,
      failed: 0,
      skipped: 0,
      remaining: 0,
      output_dir: join(stage.workspace, folder),
      failures: [],
    });
    expect(readdirSync(join(stage.workspace, folder)).sort()).toEqual([
      '.batch-files.json',
      ...['1-Chapter-1.md', '2-Chapter-2.md', '3-Chapter-3.md', '4-Chapter-4.md'],
      ...['all.md', 'failures.md', 'manifest.jsonl', 'report.html'],
    ]);
    expect(await stage.read(`${folder}/2-Chapter-2.md`)).toBe('SAID: CHAPTER 2\n');
    expect(await stage.read(`${folder}/all.md`)).toBe(
      [1, 2, 3, 4].map((at) => `SAID: CHAPTER ${at}\n`).join('\n'),
    );
    const manifest = await stage.manifest(folder);
    const { usage, artifacts } = answer.structured as {
      usage: { input_tokens: number; cost_usd: number; requests: number };
      artifacts: { kind: string; path: string }[];
    };
    expect(manifest.map(({ name, state, attempts }) => [name, state, attempts])).toEqual(
      [1, 2, 3, 4].map((at) => [`Chapter ${at}`, 'done', 1]),
    );
    const sum = (field: 'input_tokens' | 'cost_usd') =>
      manifest.reduce((total, record) => total + (record[field] ?? 0), 0);
    expect(sum('input_tokens')).toBe(usage.input_tokens);
    expect(sum('input_tokens')).toBe(stage.emulator.ledger.input_tokens);
    expect(sum('cost_usd')).toBeCloseTo(usage.cost_usd);
    expect(artifacts.map(({ kind }) => kind)).toEqual([
      ...['json', 'markdown', 'manifest', 'failures', 'html', 'combined'],
    ]);
    for (const { path } of artifacts) expect((await readFile(path)).length).toBeGreaterThan(0);
    expect(stage.emulator.violations).toEqual([]);
  });

  test('the same batch again sends nothing; a changed chapter is sent alone, and chapters that moved move', async () => {
    const args = { source: 'moving.md', prompt };
    await stage.put('moving.md', book(4));
    await stage.run(args);
    const before = stage.emulator.modelRequests.length;
    expect((await stage.run(args)).part).toMatchObject({ done: 0, skipped: 4 });
    expect(stage.emulator.modelRequests.length).toBe(before);

    const changed = book(4).replace('what chapter 2 says', 'what chapter two says');
    await stage.put(
      'moving.md',
      changed.replace('## Chapter 1', '## New\n\nThis is what chapter zero says.\n\n## Chapter 1'),
    );
    const answer = await stage.run(args);
    // Chapter 1 was the one with the title of the book: without it, it is another chunk.
    expect(answer.part).toMatchObject({ total: 5, done: 3, skipped: 2, remaining: 0 });
    expect(stage.emulator.modelRequests.length).toBe(before + 3);
    const said = ['ZERO', '1', 'TWO', '3', '4'];
    const names = ['1-New', '2-Chapter-1', '3-Chapter-2', '4-Chapter-3', '5-Chapter-4'];
    for (const [at, name] of names.entries()) {
      expect(await stage.read(`codex-batch/moving/${name}.md`)).toBe(`SAID: CHAPTER ${said[at]}\n`);
    }
    // What was paid for is never removed: outputs of chunks that are gone stay, and the manifest says so.
    const gone = (await stage.manifest('codex-batch/moving')).filter(({ state }) => state === 'gone');
    expect(gone.map(({ file }) => file)).toEqual(['1-Chapter-1.md', '2-Chapter-2.md']);
    const another = await stage.run({ ...args, prompt: `${prompt} please` });
    expect(another.part).toMatchObject({ done: 5, skipped: 0 });
  });

  test("a file of somebody's own that has an output's name is left alone", async () => {
    await stage.put('own.md', book(2));
    await stage.put('own/1-Chapter-1.md', 'mine');
    const answer = await stage.run({ source: 'own.md', prompt, output_dir: 'own' });
    expect(answer.part).toMatchObject({ done: 1, skipped: 1 });
    expect(answer.notDone[0]?.why).toMatch(/^exists: /);
    expect(await stage.read('own/1-Chapter-1.md')).toBe('mine');
  });

  test("a report, a list of failures and a combined file of somebody's own are left alone, until force", async () => {
    await stage.put('mine.md', book(2));
    const args = { source: 'mine.md', prompt, output_dir: 'mine', combine: 'all.md' };
    const own = ['all.md', 'report.html', 'failures.md'];
    for (const name of own) await stage.put(`mine/${name}`, `my ${name}`);
    const answer = await stage.run(args);
    expect(answer).toMatchObject({ isError: false, part: { done: 2 } });
    expect(answer.notDone.map(({ what, why }) => [what, why.slice(0, 7)])).toEqual(
      own.map((name) => [name, 'exists:']),
    );
    for (const name of own) expect(await stage.read(`mine/${name}`)).toBe(`my ${name}`);
    expect((await stage.run({ ...args, force: true })).notDone).toEqual([]);
    expect(await stage.read('mine/all.md')).toBe('SAID: CHAPTER 1\n\nSAID: CHAPTER 2\n');
    await stage.put('mine/all.md', 'edited');
    expect((await stage.run(args)).notDone.map(({ what }) => what)).toEqual(['all.md']);
    expect(await stage.read('mine/all.md')).toBe('edited');
  });

  test('a retry of some leaves what is known of the others, and with force only theirs is replaced', async () => {
    await using own = await setBatchStage({ reply: shout });
    await own.put('book.md', book(4));
    own.emulator.fail({ fault: 'output_refused', match: { contains: 'chapter 3 says' } });
    const first = await own.run({ source: 'book.md', prompt, combine: 'all.md' });
    await own.put('codex-batch/book/1-Chapter-1.md', 'by hand\n');
    const again = await own.retry({ job_id: first.jobId, only: ['Chapter 2'], force: true });
    expect(again.part).toMatchObject({ done: 1, failed: 1, skipped: 2, remaining: 0 });
    expect(again.part.failures).toEqual(first.part.failures);
    expect(again.notDone).toEqual([{ what: 'Chapter 1', why: expect.stringMatching(/^edited: /) }]);
    expect(await own.read('codex-batch/book/1-Chapter-1.md')).toBe('by hand\n');
    expect(await own.read('codex-batch/book/all.md')).toMatch(/^by hand\n/);
  });

  test('a sample runs the first chunks and stops', async () => {
    const args = { source: 'book.md', prompt, output_dir: 'sample' };
    const answer = await stage.run({ ...args, sample: 2 });
    expect(answer.part).toMatchObject({ total: 4, done: 2, remaining: 2 });
    expect(answer.notDone).toHaveLength(2);
    expect((await stage.run(args)).part).toMatchObject({ done: 2, skipped: 2, remaining: 0 });
  });

  test('one poisoned chunk fails alone, and is sent again by retry_batch', async () => {
    await using own = await setBatchStage({ reply: shout });
    await own.put('book.md', book(6));
    own.emulator.fail({ fault: 'server_error', match: { contains: 'chapter 3 says' } });
    const answer = await own.run({ source: 'book.md', prompt });
    expect(answer.state).toBe('succeeded');
    expect(answer.part).toMatchObject({
      done: 5,
      failed: 1,
      failures: [{ name: 'Chapter 3', code: 'upstream_failed' }],
    });
    expect((await own.manifest('codex-batch/book'))[2]).toMatchObject({ state: 'failed', attempts: 3 });
    expect(await own.read('codex-batch/book/failures.md')).toContain('**Chapter 3** (upstream_failed)');
    own.emulator.heal();
    const before = own.emulator.modelRequests.length;
    const again = await own.retry({ job_id: answer.jobId });
    expect(again.part).toMatchObject({ total: 6, done: 1, failed: 0, skipped: 5 });
    expect(own.emulator.modelRequests.length).toBe(before + 1);
    const named = await own.retry({ job_id: answer.jobId, only: ['Chapter 1', 'Chapter 2'], force: true });
    expect(named.part).toMatchObject({ done: 2, skipped: 4 });
    const wrong = await own.retry({ job_id: answer.jobId, only: ['Chapter 9'] });
    expect(wrong.text).toMatch(/^input_invalid: The batch has no chunk "Chapter 9"/);
  });

  test('rows have their columns as variables, and name the files', async () => {
    await stage.put('words.csv', 'word,lang\nhouse,de\ntree,fr\n');
    const answer = await stage.run({
      source: 'words.csv',
      prompt: '{{word}} in {{lang}}?',
      output_pattern: '{{lang}}/{{word}}.txt',
    });
    expect(answer.part).toMatchObject({ done: 2 });
    expect(await stage.read('codex-batch/words/fr/tree.txt')).toContain('SAID');
    const last = JSON.stringify(stage.emulator.modelRequests.at(-1)?.body);
    expect(last).toMatch(/<data-\w+>(house|tree)<\/data-\w+> in <data-\w+>(de|fr)<\/data-\w+>\?/);
    expect(last).not.toContain('# Piece');
  });

  test('a plan says what would run, and neither sends nor writes', async () => {
    const before = stage.emulator.requests.length;
    const answer = await stage.client.call('plan_batch', {
      source: 'book.md',
      prompt: 'Translate.',
      output_dir: 'planned',
    });
    expect(answer).toMatchObject({
      isError: false,
      structured: {
        job: null,
        batch: null,
        dry_run: {
          chunks: 4,
          due: 4,
          cost_usd: expect.any(Number),
          chunk_list: [{ index: 1, name: 'Chapter 1' }, {}, {}, {}],
          warnings: [expect.stringContaining('no {{chunk}}')],
          first_prompt: expect.stringContaining('This is what chapter 1 says.'),
        },
      },
    });
    expect(stage.emulator.requests.length).toBe(before);
    expect(readdirSync(stage.workspace)).not.toContain('planned');
    const again = await stage.client.call('plan_batch', { source: 'book.md', prompt, combine: true });
    expect(again.structured).toMatchObject({
      dry_run: { due: 0, warnings: [expect.stringContaining('not empty: 4 chunks are done')] },
    });
    const other = await stage.client.call('plan_batch', { source: 'book.md', prompt: 'Sum up: {{chunk}}' });
    expect(other.structured).toMatchObject({
      dry_run: {
        due: 4,
        warnings: [expect.anything(), expect.stringMatching(/^Outputs that will be replaced: 4, /)],
      },
    });
  });

  test.each([
    ['book.md', 'book'],
    ['./book.md', 'book'],
    ['one/book.md', 'one-book'],
    ['two/book.md', 'two-book'],
    ['one', 'one'],
    ['one/*.md', 'one-md'],
    ['**/two/*.md', 'two-md'],
    [['one/book.md', 'two/book.md'], 'one-book-and-1-more'],
  ])('by default the outputs of %j lie in a folder of their own', async (source, folder) => {
    for (const name of ['one/book.md', 'two/book.md']) await stage.put(name, book(2));
    const { structured } = await stage.client.call('plan_batch', { source, prompt });
    expect(structured).toMatchObject({
      dry_run: { output_dir: join(stage.workspace, 'codex-batch', folder) },
    });
  });

  test('a glob over everything does not take outputs of earlier batches for a source; naming them does', async () => {
    await using own = await setBatchStage({ reply: shout });
    await own.put('a.md', book(2));
    await own.run({ source: 'a.md', prompt });
    const chunksOf = async (source: string) => {
      const { structured } = await own.client.call('plan_batch', { source, prompt, output_dir: 'elsewhere' });
      return (structured as { dry_run: { chunks: number } }).dry_run.chunks;
    };
    expect(await chunksOf('**/*.md')).toBe(2);
    expect(await chunksOf('codex-batch/a/*-Chapter-*.md')).toBe(2);
    expect(await chunksOf('codex-batch/a/1-Chapter-1.md')).toBe(1);
  });

  test('secrets in the source are neither sent nor kept: files by their name, strings by their shape, all of it listed', async () => {
    await using own = await setBatchStage({ reply: shout, record: 'all' });
    const key = 'sk-proj-4f9aB27cD81eF60aB39c';
    await own.put('docs/a.md', `# A\n\nSet OPENAI_API_KEY=${key}\nThis is what chapter 1 says.\n`);
    await own.put('docs/prod.env', `TOKEN=${key}\n`);
    await own.put('docs/id_rsa', `${key}\n`);
    await own.put('notes.txt', `Words to know.\nBearer ${key}\n`);
    const args = { source: 'docs', prompt, context: 'notes.txt' };
    const listed = [
      { what: 'docs/id_rsa', why: expect.stringMatching(/^secret: .* was not read\.$/) },
      { what: 'docs/prod.env', why: expect.stringMatching(/^secret: /) },
      {
        what: 'docs/a.md',
        why: 'secret: secret-looking strings were replaced before sending (line 3).',
      },
      {
        what: 'notes.txt',
        why: 'secret: secret-looking strings were replaced before sending (line 2).',
      },
    ];
    expect((await own.client.call('plan_batch', args)).structured).toMatchObject({ not_done: listed });
    const answer = await own.run(args);
    expect(answer).toMatchObject({ state: 'succeeded', part: { total: 1, done: 1 } });
    expect(answer.notDone).toEqual(listed);
    expect((await own.retry({ job_id: answer.jobId })).notDone).toEqual(listed);
    const sent = JSON.stringify(own.emulator.modelRequests.map(({ body }) => body));
    expect(sent).toContain('OPENAI_API_KEY=[redacted:openai_key]');
    expect(sent).not.toContain(key);
    const left = execFileSync('grep', ['-rlF', key, own.workspace, own.home], { encoding: 'utf8' });
    expect(
      left
        .trim()
        .split('\n')
        .map((path) => path.slice(own.workspace.length + 1))
        .sort(),
    ).toEqual(['docs/a.md', 'docs/id_rsa', 'docs/prod.env', 'notes.txt']);
    expect((await own.run({ ...args, source: 'docs/prod.env' })).text).toMatch(
      /^input_invalid: .*holds secrets/,
    );
    expect((await own.run({ ...args, context: 'docs/id_rsa' })).text).toMatch(/^input_invalid: context: /);
  });

  test('a budget that is reached stops it cleanly, with the rest by name', async () => {
    await using own = await setBatchStage({
      reply: () => ({ text: 'ok', usage: { input_tokens: 100, output_tokens: 100 } }),
    });
    await own.put('book.md', book(30));
    const answer = await own.run({ source: 'book.md', prompt, budget_tokens: 1_000, concurrency: 2 });
    expect(answer).toMatchObject({ isError: true, state: 'failed' });
    expect(answer.text).toMatch(/^budget_exceeded: /);
    const { done, remaining } = answer.part;
    expect(done).toBeGreaterThanOrEqual(5);
    expect(done).toBeLessThanOrEqual(6);
    expect(done + remaining).toBe(30);
    expect(answer.notDone).toHaveLength(remaining);
    expect(answer.notDone[0]?.why).toMatch(/^over_budget: /);
    expect(answer.structured).toMatchObject({ next_steps: [`retry_batch {"job_id": "${answer.jobId}"}`] });
  });
});

describe('each of these is refused before any call, and nothing is written', () => {
  const ok = { source: 'book.md', prompt: 'x {{chunk}}', output_dir: 'refused' };
  const cases: readonly [string, Record<string, unknown>, RegExp][] = [
    ['a missing source', { ...ok, source: 'no.md' }, /does not exist/],
    ['no prompt', { source: 'book.md' }, /either prompt or prompt_file/],
    ['two prompts', { ...ok, prompt_file: 'p.md' }, /either prompt or prompt_file/],
    [
      'an unknown variable',
      { ...ok, prompt: 'x {{chunks}}' },
      /unknown variable \{\{chunks\}\} \(did you mean \{\{chunk\}\}\?\)/,
    ],
    [
      'an unknown variable in the pattern',
      { ...ok, output_pattern: '{{nam}}.md' },
      /output_pattern has the unknown variable/,
    ],
    [
      'a column that some rows do not have',
      { ...ok, source: 'ragged.jsonl', prompt: '{{a}} {{b}}' },
      /The prompt uses \{\{b\}\}, but chunk 2 \(row 3\) has no b\./,
    ],
    [
      'a column that some rows do not have, in a name',
      { ...ok, source: 'ragged.jsonl', output_pattern: '{{b}}.md' },
      /output_pattern uses \{\{b\}\}, but chunk 2/,
    ],
    [
      'two chunks with one output name',
      { ...ok, output_pattern: 'out.md' },
      /Two chunks would be written to out\.md/,
    ],
    ['a pattern that leaves the folder', { ...ok, output_pattern: '../{{index}}.md' }, /no file name below/],
    [
      "a pattern with a name of the batch's own",
      { ...ok, output_pattern: 'manifest.jsonl' },
      /needs for itself/,
    ],
    ['an invalid schema', { ...ok, schema: { type: 'objekt' } }, /no valid JSON Schema/],
    ['a schema that is no JSON', { ...ok, schema: 'book.md' }, /is no JSON/],
    [
      'a schema beyond the backend',
      { ...ok, schema: { type: 'object', patternProperties: {} } },
      /uses patternProperties/,
    ],
    ['zero concurrency', { ...ok, concurrency: 0 }, /concurrency/],
    ['absurd concurrency', { ...ok, concurrency: 100_000 }, /concurrency/],
    ['a budget below one chunk', { ...ok, budget_tokens: 3 }, /does not pay for one chunk/],
    ['a budget in USD below one chunk', { ...ok, budget_usd: 1e-9 }, /does not pay for one chunk/],
    [
      'an output folder outside the workspace',
      { ...ok, output_dir: '../out' },
      /output_dir \.\.\/out is outside/,
    ],
    ['an output folder behind a link', { ...ok, output_dir: 'way/out' }, /is outside the workspace/],
    ['an output folder that is a file', { ...ok, output_dir: 'book.md' }, /is a file/],
    ['an output folder below a file', { ...ok, output_dir: 'book.md/x' }, /is a file|cannot be/],
    ['a context outside the workspace', { ...ok, context: '/etc/hostname' }, /outside the workspace/],
    ['a missing context', { ...ok, context: 'no.md' }, /context: no\.md cannot be read/],
    [
      'an overlap as large as the chunk',
      { ...ok, chunk_by: 'tokens', chunk_tokens: 50, overlap_tokens: 50 },
      /overlap_tokens/,
    ],
    [
      'a link on the way to an output',
      { ...ok, output_dir: 'linked', output_pattern: 'de/{{index}}.md' },
      /linked\/de is a link/,
    ],
    [
      'a file on the way to an output',
      { ...ok, output_dir: 'linked', output_pattern: 'note/{{index}}.md' },
      /linked\/note is no folder/,
    ],
    [
      "a link that has the name of the batch's own file",
      { ...ok, output_dir: 'lured' },
      /journal\.jsonl is a link/,
    ],
    [
      'a folder that has the name of an output',
      { ...ok, output_dir: 'linked', output_pattern: 'f{{index}}' },
      /linked\/f1 is no file/,
    ],
    [
      'a manifest that leads out of the folder',
      { ...ok, output_dir: 'leading' },
      /no line of a batch's manifest/,
    ],
    ['a combined file that is a folder', { ...ok, combine: 'sub/' }, /combine gives "sub\/"/],
    [
      'a combined file that is a folder of outputs',
      { ...ok, output_pattern: 'de/{{index}}.md', combine: 'de' },
      /combine: de is taken/,
    ],
    ['a manifest that is none', { ...ok, output_dir: 'strange' }, /no line of a batch's manifest/],
    ['an unknown argument', { ...ok, promt: 'x' }, /unknown argument "promt"/],
  ];
  beforeAll(async () => {
    await stage.run({ source: 'book.md', prompt, output_dir: 'led', sample: 1 });
  });
  test.each(cases)('%s', async (_what, args, message) => {
    await symlink('/tmp', join(stage.workspace, 'way')).catch(() => undefined);
    await stage.put('p.md', 'x');
    await stage.put('ragged.jsonl', '{"a":"x","b":"y"}\n\n{"a":"z"}\n');
    await stage.put('strange/manifest.jsonl', 'hello\nyou\n');
    await stage.put('linked/note', 'x');
    await stage.put('linked/f1/x', 'x');
    await symlink('/tmp', join(stage.workspace, 'linked/de')).catch(() => undefined);
    await stage.put('lured/x', 'x');
    await symlink('/tmp/x', join(stage.workspace, 'lured/.batch-journal.jsonl')).catch(() => undefined);
    const [record] = await stage.manifest('led');
    await stage.put('leading/manifest.jsonl', `${JSON.stringify({ ...record, file: '../book.md' })}\n`);
    const before = stage.emulator.requests.length;
    for (const tool of ['run_batch', 'plan_batch']) {
      // A plan is not refused for a budget: it says the cost.
      if (tool === 'plan_batch' && 'budget_tokens' in args) continue;
      const answer = await stage.client.call(tool, args);
      if (tool === 'plan_batch' && 'budget_usd' in args) continue;
      expect(answer.isError).toBe(true);
      expect(answer.text).toMatch(/^(input_invalid|target_\w+): /);
      expect(answer.text).toMatch(message);
      expect(answer.structured).toMatchObject({ job: null, batch: null });
    }
    expect(stage.emulator.requests.length).toBe(before);
    expect(readdirSync(stage.workspace)).not.toContain('refused');
  });

  test('an output folder that is not writable', async () => {
    await mkdir(join(stage.workspace, 'locked'), { mode: 0o555 });
    const module = new URL('./output/output-folder.ts', import.meta.url).href;
    const grounds = JSON.stringify({ folder: stage.workspace, workspace: stage.workspace, allowed: [] });
    const script = `const { findOutputFolder } = await import(${JSON.stringify(module)});
      console.log(await findOutputFolder('locked/x', ${grounds}).catch((error) => error.message));`;
    // Root may write anywhere: then somebody else is asked.
    const uid = process.getuid?.() === 0 ? { uid: 65_534 } : {};
    if ('uid' in uid)
      for (const path of [join(stage.workspace, '..'), stage.workspace]) await chmod(path, 0o755);
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      ...uid,
      cwd: '/',
      encoding: 'utf8',
    });
    expect(said).toMatch(/output_dir locked\/x is not writable/);
  });

  test('a retry of a job that is none', async () => {
    const answer = await stage.retry({ job_id: 'bat-22222222' });
    expect(answer.text).toMatch(/^input_invalid: /);
  });
});

test('plan and run take the same arguments', async () => {
  const [plan, run] = await stage.client.listTools();
  expect(plan?.inputSchema).toEqual(run?.inputSchema);
  expect(Object.keys(batchInput.shape)).toContain('concurrency');
});
