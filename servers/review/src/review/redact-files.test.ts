import { describe, expect, it } from 'vitest';
import { buildPack } from './pack.ts';
import { redactFile, redactSnapshot } from './redact-files.ts';
import { addedFile, changedFile, snapshotOf, wideCaps } from './snapshot-fixture.ts';

const token = `ghp_${'a1B2'.repeat(9)}`;
const body = Array.from({ length: 9 }, (_, at) => `MIIEv${at}${'Qx7'.repeat(19)}`);
const key = ['-----BEGIN PRIVATE KEY-----', ...body, '-----END PRIVATE KEY-----'];

describe('a file with secrets', () => {
  it('loses them on both sides and in the content, and keeps every line number', () => {
    const file = changedFile('a.ts', [
      ' one',
      `-const old = "${token}";`,
      `+const now = "${token}";`,
      ' two',
    ]);
    const safe = redactFile(file);
    expect(JSON.stringify(safe)).not.toContain(token);
    expect(safe.lines).toEqual([2]);
    expect(safe.file.hunks[0]?.lines).toEqual([
      ' one',
      '-const old = "[redacted:github_token]";',
      '+const now = "[redacted:github_token]";',
      ' two',
    ]);
    expect(safe.file.content?.split('\n')).toHaveLength(4);
  });

  it('loses a key of many lines, also where the hunk begins in its middle', () => {
    const rows = key.map((line, at) => `${at === 8 ? '+' : ' '}${line}`);
    const file = changedFile('deploy.txt', rows);
    expect(file.hunks[0]?.lines.join()).not.toContain('BEGIN');
    const safe = redactFile(file);
    for (const line of body) expect(JSON.stringify(safe)).not.toContain(line);
    expect(safe.file.content?.split('\n')).toHaveLength(key.length + 1);
  });

  it('loses a removed key', () => {
    const safe = redactFile(changedFile('deploy.txt', [' a', ...key.map((line) => `-${line}`), ' b']));
    for (const line of body) expect(JSON.stringify(safe)).not.toContain(line);
    expect(safe.file.hunks[0]?.lines).toHaveLength(key.length + 2);
  });

  it('loses them in a heading', () => {
    const file = addedFile('a.ts', ['x']);
    const [hunk] = file.hunks;
    if (hunk === undefined) throw new Error('The fixture has a hunk.');
    const safe = redactFile({ ...file, hunks: [{ ...hunk, heading: `const t = "${token}"` }] });
    expect(JSON.stringify(safe.file)).not.toContain(token);
    expect(safe.lines).toEqual([1]);
  });

  it('loses them where the content is not at hand', () => {
    const safe = redactFile(addedFile('a.ts', [`const t = "${token}";`], { content: null }));
    expect(JSON.stringify(safe)).not.toContain(token);
    expect(safe.lines).toEqual([1]);
  });
});

it('a file without secrets stays as it is', () => {
  const file = changedFile('a.ts', [' one', '-two', '+three', '\\ No newline at end of file']);
  expect(redactFile(file)).toEqual({ file, lines: [] });
});

it('a snapshot that is kept holds no secret, says where they were, and the pack of it says the same', () => {
  const raw = snapshotOf([addedFile('a.ts', ['x', `const t = "${token}";`]), addedFile('b.ts', ['y'])]);
  const { snapshot, replaced } = redactSnapshot(raw);
  expect(JSON.stringify(snapshot)).not.toContain(token);
  expect(replaced).toEqual([{ path: 'a.ts', lines: [2] }]);
  expect(redactSnapshot(snapshot)).toEqual({ snapshot, replaced: [] });
  const options = {
    settings: { ignore: [], caps: wideCaps },
    limits: { tokens: 250_000, characters: 1_000_000 },
  };
  expect(buildPack(snapshot, { ...options, replaced })).toEqual(buildPack(raw, options));
});
