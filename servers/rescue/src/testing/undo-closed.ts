import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setUndoStage } from './undo-stage.ts';

// A job, by a user for whom permissions count, closes folders that it worked in. Prints what there was before, what the
// job changed by its own record, and what there is once it is undone.
const stage = await setUndoStage();
const at = (path: string) => join(stage.root, path);
stage.put('kept/file', 'mine');
stage.put('locked/file', 'mine');
stage.put('shut/file', 'mine');
chmodSync(at('shut'), 0o555);
const before = stage.everything();
const job = await stage.begin();
stage.put('kept/file', 'changed');
rmSync(at('locked/file'));
stage.put('made/new', 'new');
for (const [path, bits] of [
  ['kept', 0],
  ['locked', 0o555],
  ['made', 0o555],
] as const)
  chmodSync(at(path), bits);
chmodSync(at('shut'), 0o755);
rmSync(at('shut/file'));
chmodSync(at('shut'), 0o555);
mkdirSync(at('closed/in'), { recursive: true });
chmodSync(at('closed/in'), 0);
chmodSync(at('closed'), 0);
const { before: was, after } = await job.end();
const changed = [...new Set([...was.keys(), ...after.keys()])].filter(
  (path) => was.get(path)?.id !== after.get(path)?.id,
);
await job.undo();
const now = stage.everything();
chmodSync(at('shut'), 0o755);
await stage.close();
process.stdout.write(JSON.stringify({ before, changed: changed.sort(), now }));
