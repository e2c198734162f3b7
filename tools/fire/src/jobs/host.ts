import { startClient } from '@codex-pro/mcp';

/** A host as a program of its own, for tests that kill one: asks the bundle that it is told for a review, and waits. */
const [bundle = ''] = process.argv.slice(2);
const env = Object.fromEntries(
  Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
);
const client = await startClient({ command: process.execPath, args: [bundle], env, cwd: process.cwd() });
await client.call('review', { scope: 'working-tree', wait_seconds: 100 });
