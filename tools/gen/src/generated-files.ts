import { claudePlugin } from './claude-plugin.ts';
import { codexPlugin } from './codex-plugin.ts';
import { geminiExtension } from './gemini-extension.ts';
import { hostPages } from './host-pages.ts';
import { packagePages } from './package-pages.ts';
import { serverHandshakes } from './server-handshakes.ts';
import { serverPages } from './server-pages.ts';
import type { Server } from './servers.ts';

/** Everything that is written from the one description: path below the root → text. */
export function generatedFiles(servers: readonly Server[]): Map<string, string> {
  return new Map([
    ...claudePlugin(servers),
    ...codexPlugin(servers),
    ...geminiExtension(servers),
    ...hostPages(servers),
    ...serverHandshakes(servers),
    ...serverPages(servers),
    ...packagePages(servers),
  ]);
}
