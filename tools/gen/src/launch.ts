import { product } from './product.ts';
import type { Server } from './servers.ts';

/** How a host starts a server. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
}

/** From a folder that holds the bundles; `folder` may be a variable of the host. */
export function fromBundle(server: Server, folder: string): Launch {
  return { command: 'node', args: [`${folder}/${server.name}.mjs`] };
}

/** From the package: for hosts that have no variable for the folder of a plugin. */
export function fromPackage(server: Server): Launch {
  return { command: 'npx', args: ['-y', `${server.packageName}@${product.version}`] };
}

/** What a server is called in hosts where all servers share one list of names. */
export function registeredName(server: Server): string {
  return `${product.name}-${server.name}`;
}

/** An object with one entry a server. */
export function eachServer<Entry>(
  servers: readonly Server[],
  entry: (server: Server) => Entry,
  name: (server: Server) => string = registeredName,
): Record<string, Entry> {
  return Object.fromEntries(servers.map((server) => [name(server), entry(server)]));
}
