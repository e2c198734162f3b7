import { runFaces } from '@codex-pro/capability';
import manifest from '../package.json' with { type: 'json' };

await runFaces({
  name: 'review',
  version: manifest.version,
  entry: import.meta.url,
  load: async () => (await import('./server.ts')).server,
  own: { gate: async (product) => (await import('./stop-gate/stop-gate.ts')).stopGate(product) },
});
