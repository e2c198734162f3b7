import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { collectSnapshot, resolveWorkspace, runGitOrFail, type Snapshot } from '@codex-pro/git';
import { afterEach, describe, expect, it } from 'vitest';
import { reviewOptions } from './review-fixture.ts';
import { runReview } from './run-review.ts';
import { scriptedModel } from './scripted-model.ts';

const { signal } = new AbortController();
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

async function repository(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'review-'));
  folders.push(root);
  await git(root, 'init', '-q', '-b', 'main');
  return root;
}

async function git(cwd: string, ...args: string[]): Promise<void> {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
  await runGitOrFail({ cwd, args: [...identity, ...args], signal });
}

async function write(root: string, path: string, lines: readonly string[], end = '\n'): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), lines.map((line) => line + end).join(''));
}

async function snapshotAt(root: string): Promise<Snapshot> {
  const workspace = await resolveWorkspace(root, signal);
  return collectSnapshot({ workspace, scope: 'auto', caps: { file: 262_144, total: 2_097_152 }, signal });
}

const steps = Array.from({ length: 60 }, (_, at) => `step(${at});`);

describe('a review of a real repository', () => {
  it('reads what git says: windows line ends, odd names, renames, new and locked files', async () => {
    const root = await repository();
    await write(root, 'src/win dows.ts', steps, '\r\n');
    await write(root, 'src/old.ts', steps);
    await git(root, 'add', '-A');
    await git(root, 'commit', '-qm', 'first');
    await write(root, 'src/win dows.ts', steps.with(30, 'skipTheLastOne(items);'), '\r\n');
    await git(root, 'mv', 'src/old.ts', 'src/größe "neu".ts');
    await write(root, 'src/größe "neu".ts', steps.with(50, 'forgetTheLock(order);'));
    await write(root, 'neu/datei.ts', ['const untracked = loadEverything();']);
    await write(root, 'yarn.lock', ['# yarn']);

    const claim = (file: string, quote: string) => ({
      title: quote,
      body: '',
      category: 'correctness',
      priority: 1,
      confidence: 0.5,
      file,
      line_start: 1,
      line_end: 1,
      quote,
      replacement: null,
    });
    const model = scriptedModel({
      summary: '',
      findings: [
        claim('src/win dows.ts', 'skipTheLastOne(items);'),
        claim('src/größe "neu".ts', 'forgetTheLock(order);'),
        claim('neu/datei.ts', 'const untracked = loadEverything();'),
        claim('src/win dows.ts', 'thisIsNowhere(atAll);'),
      ],
    });
    const { part, notDone } = await runReview(reviewOptions(await snapshotAt(root), model));
    expect(part.findings.map(({ file, line_start }) => `${file}:${line_start}`)).toEqual([
      'neu/datei.ts:1',
      'src/größe "neu".ts:51',
      'src/win dows.ts:31',
    ]);
    expect(part.coverage).toEqual({
      files_sent: 3,
      files_total: 4,
      hunks_sent: 3,
      hunks_total: 4,
      quorum: { asked: 1, answered: 1 },
    });
    expect(notDone).toEqual([
      { what: 'yarn.lock', why: 'lock_file: written by a package manager.' },
      { what: 'src/win dows.ts: thisIsNowhere(atAll);', why: expect.stringMatching(/^unanchored: /) },
    ]);
    const sent = JSON.stringify(model.calls[0]?.input);
    expect(sent).toContain('=== src/win dows.ts (modified, +1 -1, CRLF line ends)');
    expect(sent).toContain('(renamed, from src/old.ts, +1 -1)');
  });

  it('reviews the first files before the first commit', async () => {
    const root = await repository();
    await write(root, 'a.ts', ['const first = startItAll();']);
    const outcome = await runReview(
      reviewOptions(await snapshotAt(root), scriptedModel({ summary: '', findings: [] })),
    );
    expect(outcome.part).toMatchObject({
      verdict: 'approve',
      target: { base: null, head: null, files: ['a.ts'] },
    });
  });

  it('does not approve over what a submodule holds, and says of its commit that nothing else was looked at', async () => {
    const outer = await repository();
    const inner = join(outer, 'inner');
    await mkdir(inner);
    await git(inner, 'init', '-q');
    for (const root of [inner, outer]) {
      await write(root, 'a.ts', steps);
      await git(root, 'add', '-A');
      await git(root, 'commit', '-qm', 'first');
    }
    const review = async () =>
      runReview(reviewOptions(await snapshotAt(outer), scriptedModel({ summary: '', findings: [] })));
    await write(outer, 'a.ts', steps.with(3, 'skipTheLastOne(items);'));
    expect(await review()).toMatchObject({ part: { verdict: 'approve' }, notDone: [] });
    await write(inner, 'a.ts', steps.with(3, 'hidden();'));
    expect(await review()).toMatchObject({
      part: { verdict: 'needs_attention', coverage: { files_sent: 1, files_total: 2 } },
      notDone: [{ what: 'inner', why: expect.stringMatching(/^submodule: .*were not reviewed/) }],
    });
    await git(inner, 'commit', '-qam', 'moved');
    expect(await review()).toMatchObject({
      part: { verdict: 'approve', coverage: { files_sent: 2, files_total: 2 } },
      notDone: [{ what: 'inner', why: expect.stringMatching(/^submodule_commit: /) }],
    });
  });
});
