import { jsonText } from './json-text.ts';
import { eachServer, fromBundle } from './launch.ts';
import { generatedNote, product } from './product.ts';
import type { Server } from './servers.ts';

/** The Gemini CLI extension. It lies in the repository's root: from there `gemini extensions install` takes it. */
export function geminiExtension(servers: readonly Server[]): Map<string, string> {
  return new Map([
    [
      'gemini-extension.json',
      jsonText({
        _generated: generatedNote,
        name: product.name,
        version: product.version,
        description: product.description,
        mcpServers: eachServer(servers, (server) =>
          // biome-ignore lint/suspicious/noTemplateCurlyInString: Gemini CLI puts the extension's folder there.
          fromBundle(server, '${extensionPath}/plugins/codex-pro/dist'),
        ),
      }),
    ],
  ]);
}
