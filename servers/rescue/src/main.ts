#!/usr/bin/env node
import { runFaces } from '@codex-pro/capability';
import manifest from '../package.json' with { type: 'json' };

await runFaces({
  name: 'rescue',
  version: manifest.version,
  entry: import.meta.url,
  handshake: async () => (await import('./handshake.json', { with: { type: 'json' } })).default,
  load: async (product) => (await import('./server.ts')).createServer(product),
});
