import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A state folder of one test, removed after it. */
export function temporaryHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'codex-pro-jobs-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true, maxRetries: 10 }));
  return home;
}
