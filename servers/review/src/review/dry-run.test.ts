import { describe, expect, it } from 'vitest';
import { choosePack } from './choose-pack.ts';
import { dryRun } from './dry-run.ts';
import { dryRunSchema } from './dry-run-schema.ts';
import { quickSettings } from './review-fixture.ts';
import { addedFile, snapshotOf } from './snapshot-fixture.ts';
import { estimateTokens, loadTokenizer } from './token-count.ts';

const settings = quickSettings;
const plain = { context: { guidelines: [], commits: [] }, roles: [] };
const snapshot = snapshotOf([addedFile('src/a.ts', ['const a = 1;']), addedFile('yarn.lock', ['x'])]);

describe('a dry run', () => {
  it('counts with the tokenizer and prices both ways', async () => {
    const { result, summary, notDone } = await dryRun({
      ...plain,
      snapshot,
      settings,
      cost: ({ input, output }) => (input * 2 + output * 10) / 1_000_000,
    });
    expect(dryRunSchema.strict().parse(result)).toMatchObject({
      requests: 1,
      output_tokens: 1500,
      cost_usd: (result.input_tokens * 2 + 15_000) / 1_000_000,
      coverage: { files_sent: 1, files_total: 2, hunks_sent: 1, hunks_total: 2 },
    });
    expect(result.pack).toContain('1+|const a = 1;');
    expect(notDone).toEqual([{ what: 'yarn.lock', why: 'lock_file: written by a package manager.' }]);
    expect(summary).toMatch(
      /^Dry run: nothing was sent. A review would send 1 file and 1 hunk in 1 request, [\d,]+ tokens in all;/,
    );
  });

  it('knows no cost where there is no price', async () => {
    const { result, summary } = await dryRun({ ...plain, snapshot, settings, cost: () => null });
    expect(result.cost_usd).toBeNull();
    expect(summary).toContain('no price known');
  });

  it('shows the beginning of a long pack', async () => {
    const long = snapshotOf([
      addedFile(
        'a.ts',
        Array.from({ length: 5_000 }, (_, at) => `line(${at});`),
      ),
    ]);
    const { result } = await dryRun({ ...plain, snapshot: long, settings, cost: () => null });
    expect(result.pack.length).toBeLessThan(20_100);
    expect(result.pack).toMatch(/\n\(\d+ more characters\)$/);
    expect(result.pack_bytes).toBeGreaterThan(50_000);
  });

  it('refuses an empty target as a review does', async () => {
    await expect(
      dryRun({ ...plain, snapshot: snapshotOf([]), settings, cost: () => null }),
    ).rejects.toMatchObject({
      code: 'target_empty',
    });
  });
});

describe('the tokenizer', () => {
  it('is loaded only above half the window', async () => {
    let loads = 0;
    const tokenizer = async () => {
      loads += 1;
      return estimateTokens;
    };
    const half = snapshotOf([
      addedFile(
        'a.ts',
        Array.from({ length: 900 }, (_, at) => `line(${at});`),
      ),
    ]);
    await choosePack(half, { ...plain, settings, tokenizer, window: 200_000 }, false);
    expect(loads).toBe(0);
    await choosePack(half, { ...plain, settings, tokenizer, window: 8_000 }, false);
    expect(loads).toBe(1);
  });

  it('is close to the estimate on code', async () => {
    const count = await loadTokenizer();
    const { parts } = await choosePack(
      snapshotOf([addedFile('a.ts', snapshotSource.split('\n'))]),
      { ...plain, settings },
      false,
    );
    const [{ text }] = parts;
    expect(Math.abs(estimateTokens(text) / count(text) - 1)).toBeLessThan(0.15);
  });

  it('takes text that looks like a control token for text', async () => {
    expect((await loadTokenizer())('a <|endoftext|> b')).toBeGreaterThan(4);
  });

  it('does not slow down on long runs of one character', async () => {
    const count = await loadTokenizer();
    expect(count(' '.repeat(300_000))).toBeLessThan(10_000);
    expect(count('a'.repeat(300_000))).toBeLessThan(100_000);
  });
});

const snapshotSource =
  `export async function collect(paths: readonly string[], signal: AbortSignal): Promise<Report> {
  const seen = new Map<string, number>();
  for (const path of paths) {
    signal.throwIfAborted();
    const entry = await stat(path, { bigint: false });
    if (!entry.isFile() || entry.size > maxBytes) continue; // too large to be read at once
    const count = (seen.get(path) ?? 0) + 1;
    seen.set(path, count);
  }
  return { paths: [...seen.keys()].sort(), total: paths.length, skipped: paths.length - seen.size };
}
`.repeat(4);
