import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import type { Handshake, ListedByServer } from '@codex-pro/mcp';
import { repositoryRoot } from './product.ts';

/** The servers, in the order in which people read of them. One folder each below `servers/`. */
export const serverNames = ['review', 'rescue', 'batch', 'jobs'] as const;

export type ServerName = (typeof serverNames)[number];

export interface Server {
  readonly name: ServerName;
  /** What it is published as: of the packages of this name, only the servers' are ever published. */
  readonly packageName: string;
  readonly description: string;
  /** What it says before a tool is called. */
  readonly handshake: Handshake;
  readonly tools: readonly ListedByServer[];
}

type ReadHandshake = Handshake & { readonly toolsList: { readonly tools: readonly ListedByServer[] } };

/**
 * Asks each server, from its sources, for what it says before a tool is called: what the pages say is what hosts get.
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
  const { stdout } = await run(process.execPath, [join(folder, 'src/main.ts'), 'handshake'], {
    maxBuffer: 16 * 1024 * 1024,
  });
  const handshake = JSON.parse(stdout) as ReadHandshake;
  const { tools } = handshake.toolsList;
  return { name, packageName: `@codex-pro/${name}`, description: manifest.description, handshake, tools };
}

const run = promisify(execFile);
