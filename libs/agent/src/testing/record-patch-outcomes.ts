/** Writes what the real CLI makes of the hand-made patches. Run by hand where the CLI is installed. */
import { writeFile } from 'node:fs/promises';
import { handMadePatches } from './hand-made-patches.ts';
import { findRealCodex, recordedOutcome } from './real-patch.ts';

const codex = findRealCodex();
if (codex === null) process.exit(1);
const outcomes: Record<string, unknown> = {};
for (const each of handMadePatches) outcomes[each.name] = await recordedOutcome(codex, each);
const text = JSON.stringify({ source: 'codex-cli 0.169.0, run as apply_patch', outcomes }, null, 2);
await writeFile(new URL('./fixtures/patch-outcomes.json', import.meta.url), `${text}\n`);
