import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { type ListedByServer, startClient } from '@codex-pro/mcp';
import { repositoryRoot } from './product.ts';

/** The servers, in the order in which people read of them. One folder each below `servers/`. */
export const serverNames = ['review', 'rescue', 'batch', 'jobs'] as const;

export type ServerName = (typeof serverNames)[number];

export interface Server {
  readonly name: ServerName;
  /** What it is published as: of the packages of this name, only the servers' are ever published. */
  readonly packageName: string;
  readonly description: string;
  readonly tools: readonly ListedByServer[];
}

/**
 * Starts each server from its sources, as a host does, and asks for its tools: what the pages say is what hosts get.
 * @throws when a server does not start
 */
export async function readServers(): Promise<Server[]> {
  return Promise.all(serverNames.map(readServer));
}

async function readServer(name: ServerName): Promise<Server> {
  const folder = join(repositoryRoot, 'servers', name);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly description: string;
  };
  const client = await startClient({ command: process.execPath, args: [join(folder, 'src/main.ts')] });
  try {
    const tools = await client.listTools();
    return { name, packageName: `@codex-pro/${name}`, description: manifest.description, tools };
  } finally {
    await client.close();
  }
}
