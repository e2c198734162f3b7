import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockWorkspace } from '../isolation/workspace-lock.ts';

/** Takes a lock so often, and says how often it had it, and how often it was not alone then. */
const [home = '', times = '0'] = process.argv.slice(2);
let held = 0;
let together = 0;
for (let time = 0; time < Number(times); time += 1) {
  const lock = await lockWorkspace(home, '/workspace', `job-${process.pid}`);
  if ('heldBy' in lock) continue;
  held += 1;
  const inside = join(home, 'inside');
  await mkdir(inside).catch(() => {
    together += 1;
  });
  await sleep(1);
  await rmdir(inside).catch(() => undefined); // The other one did.
  await lock.release();
}
process.stdout.write(JSON.stringify({ held, together }));
