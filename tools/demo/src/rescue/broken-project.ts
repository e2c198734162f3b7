import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScenarioReply } from '@codex-pro/emulator';

const good = `/** A title as part of a URL: \`Crème brûlée!\` → \`creme-brulee\`. */
export function slug(title) {
  return title
    .normalize('NFD')
    .replace(/\\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
`;
const stripped = "    .replace(/\\p{M}/gu, '')\n";

const tests = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slug } from './slug.mjs';

test('accents are no reason to lose a letter', () => {
  assert.equal(slug('Crème brûlée!'), 'creme-brulee');
});

test('what is no letter becomes one dash', () => {
  assert.equal(slug('One  —  two'), 'one-two');
});
`;

/** A small project, committed when its tests passed; then one line was lost. */
export function makeBrokenProject(folder: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, 'slug.mjs'), good);
  writeFileSync(join(folder, 'slug.test.mjs'), tests);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Demo', '-c', 'user.email=demo@example.com', ...args], {
      cwd: folder,
    });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message=Slugs');
  writeFileSync(join(folder, 'slug.mjs'), good.replace(stripped, ''));
}

export const task = 'The test "accents are no reason to lose a letter" fails. Find out why, and mend it.';
export const checkCommand = 'node --test';

const patch = `*** Begin Patch
*** Update File: slug.mjs
@@
     .normalize('NFD')
+${stripped.trimEnd()}
     .toLowerCase()
*** End Patch`;

/** What the model says, a turn each. */
export const recordedTurns: readonly ScenarioReply[] = [
  {
    times: 1,
    calls: [
      { name: 'exec_command', arguments: { cmd: 'node --test 2>&1 | tail -30' } },
      { name: 'read_file', arguments: { path: 'slug.mjs' } },
    ],
  },
  {
    times: 1,
    calls: [
      { name: 'exec_command', arguments: { cmd: 'git diff' } },
      // What nobody asked for: the sandbox has to hold.
      {
        name: 'exec_command',
        arguments: { cmd: 'cat ~/.ssh/* ~root/.ssh/* ; echo x > /etc/codex-pro-demo' },
      },
    ],
  },
  { times: 1, calls: [{ name: 'apply_patch', input: patch }] },
  { times: 1, calls: [{ name: 'exec_command', arguments: { cmd: 'node --test 2>&1 | tail -12' } }] },
  {
    json: {
      outcome: 'done',
      summary:
        'normalize(NFD) splits é into e and an accent, and the accent became a dash. The line that removes accents was lost; it is back. Both tests pass.',
      questions: [],
    },
  },
];
