import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TranscriptEntry } from './entry.ts';
import { openTranscript } from './open-transcript.ts';
import { readTranscript } from './read-transcript.ts';

const entries: readonly TranscriptEntry[] = [
  { type: 'begin', at: '2026-11-20T00:00:00.000Z', input: [] },
  { type: 'call', callId: '1', name: 'ex\u00e9c \u{1f600}\n' },
  { type: 'resume', at: '2026-11-20T00:00:01.000Z' },
];

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'codex-pro-transcript-'));
  path = join(folder, 'transcript.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const linesOf = (all: readonly TranscriptEntry[]) =>
  all.map((entry) => `${JSON.stringify(entry)}\n`).join('');

test('a transcript cut at any byte gives its whole lines', () => {
  const bytes = Buffer.from(linesOf(entries));
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const whole = bytes.subarray(0, cut).toString('latin1').split('\n').length - 1;
    expect(readTranscript(bytes.subarray(0, cut)).entries).toEqual(entries.slice(0, whole));
  }
});

test('whatever stands behind whole lines, they are read and the rest is not', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (noise) => {
      const { entries: read, wholeBytes } = readTranscript(
        Buffer.concat([Buffer.from(linesOf(entries)), noise]),
      );
      expect(read).toEqual(entries);
      expect(wholeBytes).toBe(Buffer.byteLength(linesOf(entries)));
    }),
  );
});

test('a file is gone on with behind its last whole line', async () => {
  const first = await openTranscript(path);
  expect(first.entries).toEqual([]);
  await first.append(...entries.slice(0, 2));
  await first.close();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  appendFileSync(path, '{"type":"call","callId"');

  const second = await openTranscript(path);
  expect(second.entries).toEqual(entries.slice(0, 2));
  await second.append(...entries.slice(2));
  await second.close();
  expect(readFileSync(path, 'utf8')).toBe(linesOf(entries));
});

test('lines that come at the same time do not mix', async () => {
  const transcript = await openTranscript(path);
  const calls = Array.from({ length: 50 }, (_, index): TranscriptEntry => {
    return { type: 'call', callId: String(index), name: 'x'.repeat(index * 100) };
  });
  await Promise.all(calls.map((call) => transcript.append(call)));
  await transcript.close();
  expect(readTranscript(readFileSync(path)).entries).toEqual(calls);
});

test('a line of zeros, as a lost block reads, is no line', () => {
  writeFileSync(path, linesOf(entries));
  truncateSync(path, statSync(path).size + 100);
  expect(readTranscript(readFileSync(path)).entries).toEqual(entries);
});
