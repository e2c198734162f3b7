/// <reference path="./undici-modules.d.ts" />
import type { Client } from 'undici';

/**
 * undici's client for one origin, loaded with the first connection. Only this part of the package: the whole of it
 * (fetch, caches, web sockets) takes three times as long to load (measured), and every job's worker pays that.
 */
export async function loadUndiciClient(): Promise<typeof Client> {
  // CommonJS: bundled or not, what it exports is the default.
  return (await import('undici/lib/dispatcher/client.js')).default;
}
