import { chmodSync, lstatSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { TestRepository } from './test-repository.ts';

/** Lines that a careless parser takes for something else. */
const line = fc.constantFrom(
  'a',
  'b',
  'function f() {',
  '}',
  '',
  ' ',
  'diff --git a/a b/a',
  '@@ -1 +1 @@',
  '--- a/a',
  '+++ b/a',
  '-- x',
  '\\ No newline at end of file',
  'é 日本 🙂',
  'tab\tand\u2028separator',
  'lone\rreturn',
  '\ufeffmark',
);
const lineEnd = fc.constantFrom('\n', '\n', '\r\n');

const text = fc
  .tuple(fc.array(line, { maxLength: 25 }), lineEnd, fc.boolean())
  .map(([lines, end, closed]) => Buffer.from(lines.join(end) + (closed && lines.length > 0 ? end : '')));
const content = fc.oneof(
  { weight: 8, arbitrary: text },
  { weight: 1, arbitrary: text.map((bytes) => Buffer.concat([bytes, Buffer.from([0xe9, 0x0a])])) },
  { weight: 1, arbitrary: text.map((bytes) => Buffer.concat([Buffer.from([0, 1]), bytes])) },
);

const name = fc.constantFrom(
  'a',
  'b c',
  'd"q',
  'né',
  'n\nl',
  'tab\t',
  'back\\slash',
  'x/y',
  'x/z',
  '日本/語',
);

type Step =
  | { readonly kind: 'write'; readonly name: string; readonly content: Buffer }
  /** Replaces some lines in the middle, so that a rename stays one. */
  | { readonly kind: 'edit'; readonly name: string; readonly at: number; readonly lines: string }
  | { readonly kind: 'delete' | 'executable' | 'link'; readonly name: string }
  | { readonly kind: 'rename'; readonly name: string; readonly to: string };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), name, content }),
  fc.record({
    kind: fc.constant('edit' as const),
    name,
    at: fc.nat(30),
    lines: fc.array(line, { maxLength: 3 }).map((lines) => lines.join('\n')),
  }),
  fc.record({ kind: fc.constantFrom('delete' as const, 'executable' as const, 'link' as const), name }),
  fc.record({ kind: fc.constant('rename' as const), name, to: name }),
);

/** Two states of a working tree: the first is to be committed, the second is what changed since. */
export const history = fc.record({
  before: fc.array(fc.record({ kind: fc.constant('write' as const), name, content }), {
    minLength: 1,
    maxLength: 8,
  }),
  after: fc.array(step, { minLength: 1, maxLength: 8 }),
});

/** Does the steps that can be done; the others do nothing. */
export function takeSteps(repository: TestRepository, steps: readonly Step[]): void {
  for (const step of steps) takeStep(repository, step);
}

function takeStep(repository: TestRepository, step: Step): void {
  const path = join(repository.root, step.name);
  const there = lstatSync(path, { throwIfNoEntry: false });
  switch (step.kind) {
    case 'write':
      rmSync(path, { force: true });
      repository.write(step.name, step.content);
      return;
    case 'link':
      // Written first for its folder.
      rmSync(path, { force: true });
      repository.write(step.name, '');
      rmSync(path);
      symlinkSync('target', path);
      return;
    case 'delete':
      rmSync(path, { force: true });
      return;
    case 'rename':
      if (there === undefined || step.to === step.name) return;
      rmSync(join(repository.root, step.to), { force: true });
      repository.write(step.to, '');
      renameSync(path, join(repository.root, step.to));
      return;
    case 'executable':
      if (there?.isFile() === true) chmodSync(path, 0o755);
      return;
    case 'edit': {
      if (there?.isFile() !== true) return;
      const lines = readFileSync(path, 'latin1').split('\n');
      lines.splice(step.at % lines.length, 1, Buffer.from(step.lines).toString('latin1'));
      repository.write(step.name, Buffer.from(lines.join('\n'), 'latin1'));
    }
  }
}
