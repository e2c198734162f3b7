import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectSnapshot, resolveWorkspace } from '@codex-pro/git';
import { buildPack } from '../review/pack.ts';
import { estimateTokens } from '../review/token-count.ts';
import { generateRepository } from './generated-repository.ts';
import { randomFrom } from './random.ts';

const caps = { file: 10_000_000, total: 100_000_000 };

/**
 * Collects and packs the changes of a generated repository, and complains of every line that is neither sent nor
 * accounted for, of a part over its limits, and of counts that do not add up.
 */
export async function checkAccounting(seed: number): Promise<string[]> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'codex-pro-generated-')));
  const { signal } = new AbortController();
  try {
    generateRepository(root, seed);
    const workspace = await resolveWorkspace(root, signal);
    const snapshot = await collectSnapshot({ workspace, scope: 'working-tree', caps, signal });
    const random = randomFrom(seed + 1);
    const limits = {
      tokens: 400 + Math.floor(random() * 6_000),
      characters: 1_500 + Math.floor(random() * 20_000),
    };
    const mostParts = 1 + Math.floor(random() * 6);
    const pack = buildPack(snapshot, { settings: { ignore: [], caps }, limits, mostParts });
    const sent = pack.parts.map(({ text }) => text).join('\n');
    const complaints: string[] = [];
    for (const { text } of pack.parts) {
      if (estimateTokens(text) > limits.tokens) complaints.push('a part is over its tokens');
      if (JSON.stringify(text).length > limits.characters) complaints.push('a part is over its characters');
    }
    let listed = 0;
    for (const file of snapshot.files) {
      const notes = pack.notDone.filter(({ what }) => what === file.path);
      const whole = notes.length === 0;
      if (whole && !sent.includes(`=== ${file.path} (`)) complaints.push(`${file.path} is nowhere`);
      for (const hunk of file.hunks) {
        const isSent = hunk.lines
          .filter((line) => !line.startsWith('\\'))
          .every((line) => sent.includes(`|${line.slice(1).replace(/\r$/, '')}`));
        if (!isSent) listed += 1;
        if (whole && !isSent) complaints.push(`a hunk of ${file.path} is neither sent nor listed`);
      }
    }
    if (pack.hunksTotal - pack.hunksSent < listed)
      complaints.push('more hunks are counted as sent than were');
    if (pack.complete && pack.notDone.some(({ why }) => why.startsWith('over_budget:'))) {
      complaints.push('a pack that was cut is called complete');
    }
    return complaints.map((complaint) => `seed ${seed}: ${complaint}`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
