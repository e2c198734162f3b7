import { writeFile } from 'node:fs/promises';
import { patchFixture, recordedCases } from './patch-fixture.ts';
import { realCodex, recordPatch } from './real-patch.ts';

/** Records the outcomes of the real CLI anew, after its version was raised: `node tools/e2e/src/patches/record-patches.ts`. */
const codex = await realCodex();
const patches = [];
for (const each of recordedCases) patches.push(await recordPatch(codex, each));
await writeFile(patchFixture, `${JSON.stringify(patches, null, 1)}\n`);
console.log(patchFixture);
