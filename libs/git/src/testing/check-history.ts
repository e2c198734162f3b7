import { rmSync } from 'node:fs';
import type fc from 'fast-check';
import type { Snapshot } from '../snapshot.ts';
import { expectAllHunks, expectFidelity, onDisk } from './expect-fidelity.ts';
import { type history, takeSteps } from './generated-history.ts';
import { createRepository, snapshotOf, type TestRepository } from './test-repository.ts';

type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

/** Takes a history through the working tree, the index and a commit, and checks the snapshot of each against git. */
export async function checkHistory({ before, after }: History): Promise<void> {
  const repository = createRepository();
  try {
    takeSteps(repository, before);
    const base = repository.commit();
    takeSteps(repository, after);
    const untouched = repository.git('status', '--porcelain') === '';
    if (untouched) return;

    const blob = (commit: string) => (path: string) =>
      repository.gitBytes('cat-file', 'blob', `${commit}:${path}`);
    const diff = (...args: string[]) => repository.gitBytes('diff', '--find-renames', ...args);
    const disk = (path: string) => onDisk(repository, path);

    const working = await snapshotOf(repository);
    expectFidelity(working, { old: blob(base), now: disk });
    expectAllHunks(working, diff('HEAD'));

    repository.git('add', '-A');
    await checkStaged(repository, base, disk, diff('--cached'));
    const head = repository.commit();
    const committed = await snapshotOf(repository, { commit: head });
    expectFidelity(committed, { old: blob(base), now: blob(head) });
    expectAllHunks(committed, diff(base, head));
  } finally {
    rmSync(repository.root, { recursive: true, force: true });
  }
}

async function checkStaged(
  repository: TestRepository,
  base: string,
  disk: (path: string) => Buffer,
  plainDiff: Buffer,
): Promise<void> {
  const old = (path: string) => repository.gitBytes('cat-file', 'blob', `${base}:${path}`);
  let staged: Snapshot;
  try {
    staged = await snapshotOf(repository, { scope: 'staged' });
  } catch (error) {
    // What was added may be what was there: then there is nothing to print either.
    if (plainDiff.length === 0) return;
    throw error;
  }
  expectFidelity(staged, { old, now: disk });
  expectAllHunks(staged, plainDiff);
}
