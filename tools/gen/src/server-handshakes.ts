import { jsonText } from './json-text.ts';
import { generatedNote } from './product.ts';
import type { Server } from './servers.ts';

/** What each server says before a tool is called, as a file beside its entry, which answers from it. */
export function serverHandshakes(servers: readonly Server[]): Map<string, string> {
  return new Map(
    servers.map(({ name, handshake }) => [
      `servers/${name}/src/handshake.json`,
      jsonText({ _generated: generatedNote, ...handshake }),
    ]),
  );
}
