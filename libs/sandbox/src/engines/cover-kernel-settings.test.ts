import { expect, test } from 'vitest';
import { coverKernelSettings } from './cover-kernel-settings.ts';

test('kernel settings are covered right after proc, whatever paths and commands say', () => {
  const line = `bwrap --ro-bind '/a --proc /proc b' '/a --proc /proc b' --dev /dev --proc /proc --unsetenv X -- bash -c 'echo --proc /proc x'`;
  expect(coverKernelSettings(line)).toBe(
    line.replace('--proc /proc --unsetenv', '--proc /proc --ro-bind /proc/sys /proc/sys --unsetenv'),
  );
});

test('an escaped quote opens nothing', () => {
  const line = `bwrap --setenv A 'it'\\''s' --proc /proc -- x`;
  expect(coverKernelSettings(line)).toContain("'it'\\''s' --proc /proc --ro-bind");
});

test('a line without the place for it is refused', () => {
  expect(() => coverKernelSettings(`bwrap --dev /dev -- bash -c 'x --proc /proc y'`)).toThrow();
  expect(() => coverKernelSettings('bwrap -- bash --proc /proc')).toThrow();
});
