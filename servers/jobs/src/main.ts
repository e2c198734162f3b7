#!/usr/bin/env node
import { runFaces } from '@codex-pro/capability';
import manifest from '../package.json' with { type: 'json' };

await runFaces({
  name: 'jobs',
  version: manifest.version,
  entry: import.meta.url,
  load: async (product) => (await import('./server.ts')).createServer(product),
});
