import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoted } from '../quoted.ts';
import { bubblewrapWords, coverKernelSettings, showFolders } from './bubblewrap-words.ts';

const line = `/usr/bin/bwrap --ro-bind '/a --proc /proc b' '/a --dev /dev b' --dev /dev --proc /proc --unsetenv X -- bash -c 'echo --proc /proc --dev /dev x'`;

const unit = fc.constantFrom("'", '"', ' ', '\n', '\t', '\\', '$', '`', ';', '-', '=', 'a', 'é', '🙂');

test('the words of a line are those that a shell sees', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit }), { minLength: 1 }), (words) => {
      const text = ['--', ...words].map((word) => quoted(word).replaceAll("'\\''", `'"'"'`)).join(' ');
      expect(bubblewrapWords(text)).toEqual(['--', ...words]);
    }),
  );
  const said = execFileSync('/bin/sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' });
  expect(said).toBe(`${bubblewrapWords(line).join('\n')}\n`);
});

test('kernel settings are covered right after proc, and folders shown before dev, whatever paths and commands say', () => {
  const words = bubblewrapWords(line);
  const proc = words.indexOf('--proc') + 2;
  expect(coverKernelSettings(words)).toEqual(words.toSpliced(proc, 0, '--ro-bind', '/proc/sys', '/proc/sys'));
  const shown = showFolders(words, [{ source: '/from', target: '/to' }]);
  expect(shown).toEqual(words.toSpliced(words.indexOf('--dev'), 0, '--ro-bind', '/from', '/to'));
});

test('a line that is not known is refused', () => {
  const known = bubblewrapWords('bwrap --dev /dev --unsetenv X -- bash -c true --proc /proc');
  expect(() => coverKernelSettings(known)).toThrow('not known');
  expect(() => showFolders(bubblewrapWords('bwrap --proc /proc -- x --dev /dev'), [])).toThrow('not known');
  for (const odd of [
    'bwrap $HOME -- x',
    'bwrap `id` -- x',
    'bwrap a\\ b -- x',
    'a; b -- x',
    "a 'b -- x",
    'bwrap x',
  ])
    expect(() => bubblewrapWords(odd), odd).toThrow('not known');
});
