import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { checkPatch } from './check-patch.ts';

const { signal } = new AbortController();
const content = 'one\ntwo\nthree\n';
const patch = '--- a/src/x.ts\n+++ b/src/x.ts\n@@ -1,3 +1,3 @@\n one\n-two\n+zwei\n three\n';

test('a patch that fits the text is taken, one that does not is refused, and nothing is left behind', async () => {
  const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('codex-pro-patch-')).length;
  const before = left();
  expect(await checkPatch({ path: 'src/x.ts', content, patch, signal })).toBe(true);
  expect(await checkPatch({ path: 'src/x.ts', content: 'one\nzwei\n', patch, signal })).toBe(false);
  expect(await checkPatch({ path: 'src/x.ts', content, patch: 'no patch', signal })).toBe(false);
  expect(left()).toBeLessThanOrEqual(before);
});

test.each(['../x.ts', '/etc/x.ts', 'a/../../x.ts', '..'])('nothing is written at %s', async (path) => {
  expect(await checkPatch({ path, content, patch: patch.replaceAll('src/x.ts', path), signal })).toBe(false);
});
