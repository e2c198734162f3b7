/// <reference path="./undici-modules.d.ts" />

/// <reference path="./undici-modules.d.ts" />
import type { Client, Dispatcher } from 'undici';

export interface UndiciClient {
  readonly Client: typeof Client;
  readonly request: (client: Client, options: Dispatcher.RequestOptions) => Promise<Dispatcher.ResponseData>;
}

/**
 * undici's client for one origin and its `request`, loaded with the first connection. Only these parts of the package:
 * the whole of it (fetch, caches, web sockets) takes three times as long to load (measured), and every job's worker
 * pays that. The package's index is what makes `request` a method of the client, so here it is a function.
 */
export async function loadUndiciClient(): Promise<UndiciClient> {
  // CommonJS: bundled or not, what they export is the default.
  const [{ default: UndiciClient }, { default: request }] = await Promise.all([
    import('undici/lib/dispatcher/client.js'),
    import('undici/lib/api/api-request.js'),
  ]);
  return { Client: UndiciClient, request: (client, options) => request.call(client, options) };
}
