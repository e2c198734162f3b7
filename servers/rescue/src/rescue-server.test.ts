import { readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answer, calls, check, exec, fix, type RescueStage, setRescueStage } from './testing/rescue-stage.ts';

let stage: RescueStage;
beforeEach(async () => {
  stage = await setRescueStage();
});
afterEach(() => stage.close());

describe('a rescue', () => {
  test('in place: reads, runs, patches, and a check that we run decides; undone, all is as before', async () => {
    stage.say([
      calls({ name: 'read_file', arguments: { path: 'sum.mjs' } }, exec(check)),
      calls(fix),
      calls(exec(check)),
      answer(),
    ]);
    const { structured, text, isError } = await stage.call('rescue', {
      task: 'Mend the sum.',
      check_command: check,
    });
    expect(isError, text).toBe(false);
    expect(structured['rescue'], text).toMatchObject({
      outcome: 'done',
      isolation: 'in-place',
      applied: true,
      changes: [{ path: 'sum.mjs', kind: 'modified', added: 1, removed: 1 }],
      checks: { exit: 0, passed: true },
      turns: 4,
    });
    const { commands } = structured['rescue'] as { commands: { exit: number }[] };
    expect(commands.map(({ exit }) => exit)).toEqual([1, 0]);
    expect(await readFile(join(stage.repository, 'sum.mjs'), 'utf8')).toContain('a + b');
    expect(stage.git('status', '--porcelain')).toBe(' M sum.mjs\n');
    const job = structured['job'] as { id: string };
    const undone = await stage.call('undo_rescue', { job_id: job.id });
    expect(undone.structured['written'], undone.text).toEqual(['sum.mjs']);
    expect(stage.git('status', '--porcelain')).toBe('');
    expect((await stage.call('undo_rescue', { job_id: job.id })).structured['written']).toEqual([]);
  });

  test('of a dirty tree works in a copy, with what is uncommitted, and is applied later, once', async () => {
    await writeFile(join(stage.repository, 'notes.txt'), 'mine\n');
    stage.say([calls(exec('cat notes.txt && git status --short')), calls(fix), answer()]);
    const { structured, text } = await stage.call('rescue', {
      task: 'Mend the sum.',
      check_command: check,
    });
    expect(structured['rescue'], text).toMatchObject({
      outcome: 'done',
      isolation: 'worktree',
      applied: false,
      checks: { passed: true },
    });
    const seen = JSON.stringify(stage.emulator.requests.at(-1)?.body);
    expect(seen).toContain('mine');
    expect(seen).toContain('?? notes.txt');
    expect(stage.git('status', '--porcelain')).toBe('?? notes.txt\n');
    const part = structured['rescue'] as { branch: string; patch: string };
    expect(stage.git('show', '--stat', '--format=%s', part.branch)).toContain('sum.mjs');
    stage.git('apply', '--check', part.patch);
    const job = structured['job'] as { id: string };
    await writeFile(join(stage.repository, 'sum.mjs'), '// other\nexport const sum = (a, b) => a * b;\n');
    const refused = await stage.call('apply_rescue', { job_id: job.id });
    expect(refused.isError).toBe(true);
    expect(readFileSync(join(stage.repository, 'sum.mjs'), 'utf8')).toContain('a * b');
    stage.git('checkout', '--quiet', 'sum.mjs');
    const applied = await stage.call('apply_rescue', { job_id: job.id });
    expect(applied.structured['written'], applied.text).toEqual(['sum.mjs']);
    expect((await stage.call('apply_rescue', { job_id: job.id })).structured).toMatchObject({
      written: [],
      already: ['sum.mjs'],
    });
    expect(stage.git('status', '--porcelain')).toBe(' M sum.mjs\n?? notes.txt\n');
  });

  test('whose check fails is partly done, whatever the model says', async () => {
    stage.say([answer()]);
    const { structured, text } = await stage.call('rescue', {
      task: 'Mend it.',
      check_command: check,
    });
    expect(structured['rescue'], text).toMatchObject({
      outcome: 'partly',
      checks: { exit: 1, passed: false },
      changes: [],
    });
  });

  test('of an unclear task ends with questions, and its thread goes on with the whole conversation', async () => {
    stage.say([
      calls({ name: 'ask_user', arguments: { questions: ['Which sum?'] } }),
      answer({ summary: 'That one.' }),
    ]);
    const first = await stage.call('rescue', { task: 'Mend it.' });
    expect(first.structured['rescue'], first.text).toMatchObject({
      outcome: 'unclear',
      questions: ['Which sum?'],
    });
    const task = 'The "first" \\one\\ — первая\n\n\'quoted\' 数 🙂\n';
    const second = await stage.call('rescue', { task, thread: 'last' });
    expect(second.structured['rescue'], second.text).toMatchObject({ outcome: 'done', summary: 'That one.' });
    const body = stage.emulator.requests.at(-1)?.body;
    const { input } = body as { input: { content?: { text?: string }[] }[] };
    const words = input.flatMap(({ content }) => (content ?? []).map(({ text }) => text));
    expect(words).toContain('Mend it.');
    expect(words).toContain(task);
    const threads = await stage.call('list_threads', {});
    expect(threads.structured['threads']).toMatchObject([
      { title: 'Mend it.', jobs: 2, last_summary: 'That one.' },
    ]);
  });

  test('that gives an empty answer has failed', async () => {
    stage.say([answer({ summary: '' }), answer({ summary: '' })]);
    const { structured, isError } = await stage.call('rescue', { task: 'Mend it.' });
    expect(isError).toBe(true);
    expect(structured['error']).toMatchObject({ code: 'output_invalid' });
    expect(structured['rescue']).toMatchObject({ outcome: 'could_not', changes: [] });
  });

  test('leaves no process, no lock and no placeholder behind', async () => {
    stage.say([calls(exec('setsid sleep 300 & echo $!')), answer()]);
    await stage.call('rescue', { task: 'Start something.' });
    expect(await readdir(stage.repository)).toEqual(['.git', 'check.mjs', 'sum.mjs']);
    expect(await readdir(join(stage.state, 'locks'))).toEqual([]);
  });
});
