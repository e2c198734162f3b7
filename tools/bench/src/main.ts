import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { batchSuite } from './batch-suite.ts';
import { clientSuite } from './client-suite.ts';
import { hostsSuite } from './hosts-suite.ts';
import { jobsSuite } from './jobs-suite.ts';
import { printNote } from './report.ts';
import { rescueSuite } from './rescue-suite.ts';
import { reviewQualitySuite } from './review-quality-suite.ts';
import { reviewSuite } from './review-suite.ts';
import { startupSuite } from './startup-suite.ts';
import { streamSuite } from './stream-suite.ts';
import type { Suite } from './suites.ts';

/** `npm run bench [-- <suite> …]`: figures beside a peer in the same run. Nothing here passes or fails. */
const suites: Readonly<Record<string, Suite>> = {
  startup: startupSuite,
  hosts: hostsSuite,
  review: reviewSuite,
  'review-quality': reviewQualitySuite,
  client: clientSuite,
  stream: streamSuite,
  batch: batchSuite,
  jobs: jobsSuite,
  rescue: rescueSuite,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(suites, name));
if (unknown.length > 0) {
  console.error(`No such suite: ${unknown.join(', ')}. The suites: ${Object.keys(suites).join(', ')}.`);
  process.exit(2);
}

printNote(
  `node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}; medians, (least … most)`,
);
for (const [name, suite] of Object.entries(suites)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const folder = await mkdtemp(join(tmpdir(), `codex-pro-bench-${name}-`));
  try {
    await suite({ folder, rounds: 5 });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
