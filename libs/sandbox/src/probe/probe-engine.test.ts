import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Engine } from '../engines/engine.ts';
import { createNoEngine } from '../engines/no-engine.ts';
import { createSrtEngine } from '../engines/srt-engine.ts';
import { probeEngine } from './probe-engine.ts';

let place: string;
beforeEach(async () => {
  place = await realpath(await mkdtemp(join(tmpdir(), 'codex-pro-probe-')));
});
afterEach(() => rm(place, { recursive: true, force: true }));

/** Confines nothing, but lets none of the lines be run that hold one of these words. */
function leaky(...stopped: readonly string[]): () => Promise<Engine> {
  const engine = createNoEngine();
  return async () => ({
    ...engine,
    confine(command, signal) {
      const lines = command.split('\n').filter((line) => !stopped.some((word) => line.includes(word)));
      return engine.confine(lines.join('\n'), signal);
    },
  });
}

test('a probe finds whatever an engine lets through, by doing it', async () => {
  const walls = ["/outside'", "/secret'", '/proc/sys/', '/dev/tcp/'];
  const root = process.getuid?.() === 0;
  const found = await Promise.all(walls.map((_, from) => probeEngine(leaky(...walls.slice(0, from)), place)));
  expect(found).toEqual([
    'a command could write outside',
    'a command could read a hidden folder',
    // Nobody else may set the kernel anyway.
    root ? 'a command could write settings of the kernel' : 'a command could open a connection',
    'a command could open a connection',
  ]);
  expect(await probeEngine(leaky(...walls), place)).toBeNull();
  expect(await probeEngine(leaky("/inside'"), place)).toBe('a command could write outside');
  expect(await probeEngine(leaky(...walls, "/inside'"), place)).toBe(
    'a command could not write where it must',
  );
  expect(await probeEngine(leaky('echo done'), place)).toMatch(/^a command could not be run in it/);
  expect(await probeEngine(() => Promise.reject(new Error('it is not there')), place)).toBe(
    'it is not there',
  );
  expect(await readdir(place)).toEqual([]);
});

test('the engine of this machine holds', async () => {
  expect(await probeEngine(createSrtEngine, place)).toBeNull();
  expect(await readdir(place)).toEqual([]);
});
