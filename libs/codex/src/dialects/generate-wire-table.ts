import { readFile, writeFile } from 'node:fs/promises';
import { withDifferences } from './wire-differences.ts';

/** Writes the differences into docs/wire.md: `node libs/codex/src/dialects/generate-wire-table.ts`. */
const page = new URL('../../../../docs/wire.md', import.meta.url);
await writeFile(page, withDifferences(await readFile(page, 'utf8')));
