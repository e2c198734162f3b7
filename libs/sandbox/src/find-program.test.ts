import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { findProgram } from './find-program.ts';

test('a program of the project, or of a relative folder, is never taken for the one of the machine', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'codex-pro-programs-')));
  try {
    const [project, machine] = ['project', 'machine'].map((name) => join(folder, name)) as [string, string];
    for (const place of [join(project, 'bin'), machine]) {
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, 'bwrap'), '#!/bin/sh\n');
      chmodSync(join(place, 'bwrap'), 0o755);
    }
    const path = ['bin', '.', join(project, 'bin'), machine].join(delimiter);
    expect(findProgram('bwrap', project, path)).toBe(join(machine, 'bwrap'));
    expect(findProgram('bwrap', project, join(project, 'bin'))).toBeNull();
    chmodSync(join(machine, 'bwrap'), 0o644);
    expect(findProgram('bwrap', project, path)).toBeNull();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
